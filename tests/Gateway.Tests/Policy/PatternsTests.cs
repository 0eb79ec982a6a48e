using Modular.Gateway.Policy;

namespace Modular.Gateway.Tests.Policy;

public sealed class PatternsTests
{
    [Theory]
    [InlineData("[[:alpha:]]+", "Order", "a1")]
    [InlineData("[[:alpha:]]", "p", "é")]
    [InlineData("[[:digit:]]{2}", "42", "4a")]
    [InlineData("[[:digit:]]", "4", "٤")]
    [InlineData("[[:alnum:]_-]+", "a1_-", "a 1")]
    [InlineData("[[:upper:]][[:lower:]]", "Ab", "ab")]
    [InlineData("[[:punct:]]+", "!/:@[]`{~", "a")]
    [InlineData("a[[:space:]]b", "a\tb", "a_b")]
    [InlineData("[[:blank:]]", " ", "\n")]
    [InlineData("[[:word:]]+", "a_1", "a-1")]
    [InlineData("[[:xdigit:]]+", "dEAd09", "g")]
    [InlineData("[[:cntrl:]]", "\u001f", " ")]
    [InlineData("[[:graph:]]", "~", " ")]
    [InlineData("[[:print:]]", " ", "\u007f")]
    [InlineData("[[:ascii:]]", "\u007f", "\u0080")]
    [InlineData("[[:^alpha:]]+", "1é", "a")]
    [InlineData("[^[:alpha:]]", "1", "a")]
    [InlineData("[^[:^alpha:]]", "a", "1")]
    [InlineData("(?i)[[:upper:]]", "a", "1")]
    [InlineData("[][:digit:]]+", "]1", "a")]
    [InlineData("[\\]a[:digit:]]+", "]a1", ":")]
    [InlineData("\\[[:alpha:]]", "[a]", "[x]")]
    [InlineData("[a-z-[aeiou]]", "a]", "b")]
    [InlineData("[a[:b]+", "[:", "c")]
    public void Classes_of_characters_are_those_of_RE2(string pattern, string good, string bad)
    {
        var match = Assert.Single(Reads.GoodRoute($"match: [{{ headers: {{ x: {{ regex: '{pattern}' }} }} }}]").Matches).Headers["x"];

        Assert.True(match.Matches(good));
        Assert.False(match.Matches(bad));
    }

    [Fact]
    public void A_class_that_RE2_does_not_have_is_named() => Assert.Contains(
        "10: spec.http[0].match[0].uri.regex: is not a pattern: there is no class [:alph:]; did you mean 'alpha'? Allowed: alnum, alpha, ",
        Assert.Single(Reads.Faults(Reads.Route("match: [{ uri: { regex: '/[[:alph:]]' } }]"))), StringComparison.Ordinal);
}
