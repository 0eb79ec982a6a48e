namespace Modular.Kernel.Tests;

public sealed class MoneyTests
{
    [Fact]
    public void Amounts_of_one_currency_add_up()
    {
        Assert.Equal(new Money(3.30m, "EUR"), Money.Sum([new Money(1.10m, "EUR"), new Money(2.20m, "EUR")]));
        Assert.Equal(new Money(0.90m, "EUR"), new Money(1.10m, "EUR") - new Money(0.20m, "EUR"));
        Assert.Equal(new Money(7.47m, "EUR"), new Money(2.49m, "EUR") * 3);
        Assert.Equal(new Money(2.49m, "EUR"), Money.Zero("EUR") + new Money(2.49m, "EUR"));
    }

    [Fact]
    public void Many_small_amounts_add_up_exactly() =>
        Assert.Equal(new Money(100m, "EUR"), Money.Sum(Enumerable.Repeat(new Money(0.01m, "EUR"), 10_000)));

    [Fact]
    public void A_sum_of_nothing_has_no_currency_and_throws() => Assert.Throws<InvalidOperationException>(() => Money.Sum([]));

    [Fact]
    public void Amounts_of_different_currencies_never_mix()
    {
        var (euro, dollars) = (new Money(1m, "EUR"), new Money(2m, "USD"));

        foreach (var mix in (Func<Money>[])[() => euro + dollars, () => euro - dollars, () => Money.Sum([euro, dollars])])
            Assert.Equal("1 EUR and 2 USD are of different currencies.", Assert.Throws<InvalidOperationException>(mix).Message);
    }

    [Theory]
    [InlineData("0.01", "EUR")]
    [InlineData("-0.01", "USD")]
    [InlineData("1", "JPY")]
    [InlineData("0.001", "KWD")]
    [InlineData("1.5000", "EUR")]
    [InlineData("1.0", "JPY")]
    public void An_amount_may_be_as_fine_as_its_currency(string amount, string currency) =>
        Assert.Equal(Decimal(amount), new Money(Decimal(amount), currency).Amount);

    [Theory]
    [InlineData("0.001", "EUR", "0.001 has more than the 2 decimals of EUR.")]
    [InlineData("0.1", "JPY", "0.1 has more than the 0 decimals of JPY.")]
    [InlineData("0.0001", "KWD", "0.0001 has more than the 3 decimals of KWD.")]
    public void An_amount_may_not_be_finer_than_its_currency(string amount, string currency, string error)
    {
        var tooFine = Assert.Throws<ArgumentException>(() => new Money(Decimal(amount), currency));

        Assert.Equal($"{error} (Parameter 'amount')", tooFine.Message);
    }

    [Theory]
    [InlineData("eur")]
    [InlineData("XXX")]
    [InlineData("EU")]
    [InlineData("")]
    [InlineData(null)]
    public void A_code_that_is_not_of_ISO_4217_throws(string? code)
    {
        var unknown = Assert.Throws<ArgumentException>(() => new Money(1m, code!));

        Assert.Equal($"'{code}' is not an ISO 4217 currency code. (Parameter 'currency')", unknown.Message);
    }

    [Fact]
    public void Trailing_zeros_make_no_difference() => Assert.Equal(new Money(1.5m, "EUR"), new Money(1.50m, "EUR"));

    [Fact]
    public void It_reads_as_amount_and_code() => Assert.Equal("1234.50 EUR", new Money(1234.50m, "EUR").ToString());

    static decimal Decimal(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
