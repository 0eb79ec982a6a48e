using System.Text.RegularExpressions;

namespace Modular.Gateway.Policy;

/// <summary>A condition on a text: one of <c>exact</c>, <c>prefix</c>, <c>regex</c>; or nothing, which is any value.</summary>
abstract record StringMatch
{
    StringMatch()
    {
    }

    public abstract bool Matches(string text);

    /// <summary>There is a value, whatever it is.</summary>
    public sealed record Present : StringMatch
    {
        public override bool Matches(string text) => true;
    }

    public sealed record Exact(string Value, bool IgnoreCase = false) : StringMatch
    {
        public override bool Matches(string text) => text.Equals(Value, IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    /// <summary>Also of a path a prefix of characters, not of segments, as Istio has it.</summary>
    public sealed record Prefix(string Value, bool IgnoreCase = false) : StringMatch
    {
        public override bool Matches(string text) => text.StartsWith(Value, IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    /// <summary>The whole text, as in Envoy. It takes time in proportion to the text, whatever the pattern.</summary>
    /// <param name="Pattern">As written, in RE2's syntax.</param>
    /// <param name="Compiled">Anchored at both ends.</param>
    public sealed record Expression(string Pattern, Regex Compiled) : StringMatch
    {
        public override bool Matches(string text) => Compiled.IsMatch(text);
    }
}
