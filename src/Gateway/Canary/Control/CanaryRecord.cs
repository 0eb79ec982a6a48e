using System.Text.Json;
using System.Text.Json.Serialization;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Canary.Steps;

namespace Modular.Gateway.Canary.Control;

/// <summary>The rollouts of one service, as all gateways of a registry share them: the value of its key, in JSON.</summary>
/// <param name="Service">Whose versions.</param>
/// <param name="Change">One more with each change, whoever made it: what is older than what is known is not taken.</param>
/// <param name="Ticked">When it was last looked at. The next tick is an interval later, whichever gateway leads then.</param>
/// <param name="Wanted">The version that an operator started; null where versions are found by themselves, as a document wants it.</param>
/// <param name="Plan">How, where an operator started it; null for as the document says.</param>
/// <param name="Findings">Of the last verdict; empty when there was none.</param>
/// <param name="By">Which gateway made the change.</param>
/// <param name="Known">The versions that were stable or tried, and are not new when they are seen again; null for none.</param>
/// <param name="Forgotten">Whether an operator ended all this: it is as if it were not there.</param>
sealed record CanaryRecord(
    string Service,
    long Change,
    DateTimeOffset Ticked,
    string? Wanted,
    RolloutPlan? Plan,
    RolloutState State,
    IReadOnlyList<Finding> Findings,
    string By,
    bool Forgotten = false,
    IReadOnlyList<string>? Known = null)
{
    /// <summary>This many versions are remembered; nobody runs more beside each other.</summary>
    const int MostKnown = 100;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>With another state, whose versions are known from now on.</summary>
    public CanaryRecord With(RolloutState state) => this with
    {
        State = state,
        Known = [.. (Known ?? []).Append(state.Stable).Append(state.Canary).OfType<string>().Distinct(StringComparer.Ordinal).TakeLast(MostKnown)],
    };

    /// <exception cref="JsonException">It is none.</exception>
    public static CanaryRecord Parse(string text) =>
        JsonSerializer.Deserialize<CanaryRecord>(text, Json) is { Service: not null, State: not null, Findings: not null } record ? record : throw new JsonException("not a rollout");

    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
