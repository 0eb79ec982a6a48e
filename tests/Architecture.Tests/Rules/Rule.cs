namespace Modular.Architecture.Tests.Rules;

static class Rule
{
    /// <summary>Fails with every violation in full, one a line.</summary>
    public static void Holds<T>(IEnumerable<T> violations)
    {
        var all = string.Join('\n', violations.Distinct());
        Assert.True(all.Length == 0, all);
    }
}
