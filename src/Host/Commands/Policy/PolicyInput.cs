using JasperFx.CommandLine;

namespace Modular.Host.Commands.Policy;

/// <summary>What <c>modular policy</c> can be told.</summary>
public sealed class PolicyInput
{
    [Description("What to do: check")]
    public string Action { get; set; } = "";

    [Description("YAML or JSON files, or folders of them")]
    public IEnumerable<string> Files { get; set; } = [];
}
