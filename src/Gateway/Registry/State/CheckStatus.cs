namespace Modular.Gateway.Registry.State;

/// <summary>How a check stands, in Consul's words.</summary>
static class CheckStatus
{
    public const string Passing = "passing";
    public const string Warning = "warning";
    public const string Critical = "critical";

    public static bool IsKnown(string status) => status is Passing or Warning or Critical;
}
