using System.Globalization;
using System.Text.Json.Serialization;

namespace Modular.Kernel;

/// <summary>An exact amount in one currency. Amounts of different currencies never mix: doing so throws.</summary>
[JsonConverter(typeof(MoneyJson))]
public sealed record Money
{
    /// <param name="amount">The amount in major units (12.50 is twelve euros and fifty cents), with no more decimals than the currency has.</param>
    /// <param name="currency">An ISO 4217 code in upper case.</param>
    /// <exception cref="ArgumentException">The code is unknown, or the amount is finer than the currency's smallest unit.</exception>
    public Money(decimal amount, string currency)
    {
        if (!Iso4217.TryGetDecimals(currency, out var decimals))
            throw new ArgumentException($"'{currency}' is not an ISO 4217 currency code.", nameof(currency));
        if (decimal.Round(amount, decimals) != amount)
            throw new ArgumentException($"{amount} has more than the {decimals} decimals of {currency}.", nameof(amount));

        Amount = amount;
        Currency = currency;
    }

    public decimal Amount { get; }

    public string Currency { get; }

    public static Money Zero(string currency) => new(0m, currency);

    public static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate((sum, next) => sum + next);

    public static Money operator +(Money left, Money right) => new(left.Amount + Same(left, right).Amount, left.Currency);

    public static Money operator -(Money left, Money right) => new(left.Amount - Same(left, right).Amount, left.Currency);

    public static Money operator *(Money money, int quantity) => new(money.Amount * quantity, money.Currency);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");

    static Money Same(Money left, Money right) =>
        left.Currency == right.Currency
            ? right
            : throw new InvalidOperationException($"{left} and {right} are of different currencies.");
}
