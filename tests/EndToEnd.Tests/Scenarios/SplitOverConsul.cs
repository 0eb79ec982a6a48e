using System.Text.Json;

namespace Modular.EndToEnd.Tests.Scenarios;

/// <summary>
/// Level 4 with the Consul at <c>CONSUL_HTTP_ADDR</c> (with <c>CONSUL_HTTP_TOKEN</c>) in place of the gateway's own registry. Nobody else
/// may have services or policies of the same names there.
/// </summary>
public sealed class SplitOverConsul() : RunningSystem(Deployment.SplitOverConsul(Consul ?? Nowhere), Token)
{
    static readonly Uri Nowhere = new("http://127.0.0.1:8500");

    // Consul's own tools take an address without a scheme.
    static Uri? Consul { get; } = Environment.GetEnvironmentVariable("CONSUL_HTTP_ADDR") is { Length: > 0 } address
        ? new(address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}")
        : null;

    static string? TokenText { get; } = Environment.GetEnvironmentVariable("CONSUL_HTTP_TOKEN") is { Length: > 0 } token ? token : null;

    static IEnumerable<KeyValuePair<string, string>> Token => TokenText is null ? [] : [new("Registry__Token", TokenText)];

    public override string? Missing => Consul is null ? "There is no Consul to run against: set CONSUL_HTTP_ADDR, such as 127.0.0.1:8500." : null;

    /// <summary>How many instances of a service Consul knows that pass.</summary>
    public static async Task<int> PassingAsync(string service)
    {
        using var http = new HttpClient { BaseAddress = Consul };
        if (TokenText is not null)
            http.DefaultRequestHeaders.Add("X-Consul-Token", TokenText);
        var passing = await http.GetStringAsync(new Uri($"/v1/health/service/{service}?passing", UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<JsonElement>(passing).GetArrayLength();
    }
}

public sealed class SplitOverConsulScenario(SplitOverConsul system) : Scenario(system), IClassFixture<SplitOverConsul>
{
    [Fact]
    public async Task It_is_Consul_that_knows_the_instances() =>
        Assert.Equal((2, 1, 1), (await SplitOverConsul.PassingAsync("order"), await SplitOverConsul.PassingAsync("inventory"), await SplitOverConsul.PassingAsync("payment")));
}
