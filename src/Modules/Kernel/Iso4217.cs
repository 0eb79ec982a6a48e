using System.Collections.Frozen;

namespace Modular.Kernel;

/// <summary>The active currency codes of ISO 4217 and the decimals of their minor unit.</summary>
static class Iso4217
{
    const string TwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE " +
        "CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR " +
        "KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB " +
        "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY " +
        "TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

    const string NoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

    const string ThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

    static readonly FrozenDictionary<string, int> Decimals =
        Codes(TwoDecimals, 2).Concat(Codes(NoDecimals, 0)).Concat(Codes(ThreeDecimals, 3)).ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryGetDecimals(string? code, out int decimals)
    {
        decimals = 0;
        return code is not null && Decimals.TryGetValue(code, out decimals);
    }

    static IEnumerable<KeyValuePair<string, int>> Codes(string codes, int decimals) =>
        codes.Split(' ').Select(code => KeyValuePair.Create(code, decimals));
}
