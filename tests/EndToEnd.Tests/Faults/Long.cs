namespace Modular.EndToEnd.Tests.Faults;

/// <summary>Tests that take minutes, and both cores: not a part of every run.</summary>
static class Long
{
    const string Variable = "MODULAR_FAULTS";

    /// <summary>Skips the test unless the variable is set.</summary>
    public static void OnlyOnDemand() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }, $"Takes minutes: set {Variable}=1 to run the faults of split systems.");
}
