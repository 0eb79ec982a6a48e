namespace Modular.Gateway.Policy.Reading;

static class StringMatchReader
{
    /// <summary>A condition that must say something.</summary>
    public static StringMatch Read(Node node) => Read(node, ignoreCase: false);

    /// <param name="ignoreCase">For exact and prefix; a pattern says it by itself, with <c>(?i)</c>.</param>
    public static StringMatch Read(Node node, bool ignoreCase) => node.Object(match =>
    {
        match.ExactlyOne("exact", "prefix", "regex");
        return Condition(match, ignoreCase) ?? new StringMatch.Present();
    }) ?? new StringMatch.Present();

    /// <summary>A condition that may say nothing: then it is enough that there is a value.</summary>
    public static StringMatch PerhapsPresent(Node node) => node.IsEmpty ? new StringMatch.Present() : node.Object(match =>
    {
        match.AtMostOne("exact", "prefix", "regex");
        return Condition(match, ignoreCase: false) ?? new StringMatch.Present();
    }) ?? new StringMatch.Present();

    static StringMatch? Condition(Fields match, bool ignoreCase)
    {
        if (match["exact"] is { } exact)
            return new StringMatch.Exact(exact.Text(), ignoreCase);
        if (match["prefix"] is { } prefix)
            return new StringMatch.Prefix(prefix.TextOf("a text of at least one character", static text => text.Length > 0), ignoreCase);
        return match["regex"] is { } regex ? new StringMatch.Expression(regex.Text(), Patterns.Compile(regex, isWhole: true)) : null;
    }
}
