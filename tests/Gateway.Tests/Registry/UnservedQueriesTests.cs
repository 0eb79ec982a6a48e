using System.Net;

namespace Modular.Gateway.Tests.Registry;

/// <summary>What only a real Consul can answer is refused, not passed over.</summary>
public sealed class UnservedQueriesTests
{
    [Theory]
    [InlineData("/v1/health/service/web?filter=Service.Meta.version==v2")]
    [InlineData("/v1/agent/services?filter=Service==web")]
    [InlineData("/v1/catalog/nodes?node-meta=rack:1")]
    public async Task A_filter_is_refused_with_its_reason(string path)
    {
        await using var registry = await RunningRegistry.StartedAsync();
        using var http = new HttpClient { BaseAddress = registry.Address };

        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("This registry does not understand ?filter and ?node-meta.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
