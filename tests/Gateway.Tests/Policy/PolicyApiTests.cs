using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Policy;

public sealed class PolicyApiTests
{
    const string Path = "/policies/destinationrule/order";

    [Fact]
    public async Task What_is_put_is_in_force_at_once_and_can_be_read_and_taken_back()
    {
        await using var gateway = await TestGateway.StartAsync(("Policies:Folder", ""));
        var store = gateway.Services.GetRequiredService<PolicyStore>();
        var text = Reads.DestinationRule("host: order\nsubsets: [{ name: v1 }]");

        using var put = await PutAsync(gateway, Path, text);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.NotNull(store.Current.DestinationRuleOf("order")!.Find("v1"));
        var shown = Assert.Single((await gateway.AskAsync("/policies")).GetProperty("documents").EnumerateArray());
        Assert.Equal(("DestinationRule", "order", "api", "in-force"), (Text(shown, "kind"), Text(shown, "name"), Text(shown, "origin"), Text(shown, "status")));
        Assert.Equal(text, Text(await gateway.AskAsync(Path), "text"));

        using var deleted = await gateway.Admin.DeleteAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Null(store.Current.DestinationRuleOf("order"));
        using var gone = await gateway.Admin.DeleteAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json")]
    [InlineData(null)]
    public async Task A_document_may_come_under_any_content_type_as_from_curl(string? contentType)
    {
        await using var gateway = await TestGateway.StartAsync(("Policies:Folder", ""));
        using var body = new StringContent(Reads.DestinationRule("host: order"), Encoding.UTF8);
        body.Headers.ContentType = contentType is null ? null : new(contentType);

        using var answer = await gateway.Admin.PutAsync(new Uri(Path, UriKind.Relative), body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_cannot_be_obeyed_is_refused_with_every_error_and_changes_nothing()
    {
        await using var gateway = await TestGateway.StartAsync(("Policies:Folder", ""));
        using var good = await PutAsync(gateway, Path, Reads.DestinationRule("host: order"));

        using var answer = await PutAsync(gateway, Path, Reads.DestinationRule("host: order\nsubset: []\ntrafficPolicy: { loadBalancer: { simple: FAIR } }"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("urn:modular:problem:invalid", Text(problem, "type"));
        Assert.Equal(
            [(8, "spec.trafficPolicy.loadBalancer.simple"), (7, "spec.subset")],
            problem.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("line").GetInt32(), Text(error, "field"))));
        Assert.Equal("in-force", Text(await gateway.AskAsync(Path), "status"));
    }

    [Theory]
    [InlineData("/policies/destinationrule/payment", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/policies/virtualservice/order", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/policies/gateway/order", HttpStatusCode.NotFound)]
    public async Task A_document_is_put_under_its_own_name(string path, HttpStatusCode expected)
    {
        await using var gateway = await TestGateway.StartAsync(("Policies:Folder", ""));

        using var answer = await PutAsync(gateway, path, Reads.DestinationRule("host: order"));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_document_of_a_file_is_deleted_where_its_file_is()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("order.yaml", Reads.DestinationRule("host: order"));
        await using var gateway = await TestGateway.StartAsync(("Policies:Folder", folder.Path));

        using var deleted = await gateway.Admin.DeleteAsync(new Uri(Path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, deleted.StatusCode);
        Assert.Contains(file, await deleted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    static async Task<HttpResponseMessage> PutAsync(TestGateway gateway, string path, string text)
    {
        using var body = new StringContent(text, Encoding.UTF8, "application/yaml");
        return await gateway.Admin.PutAsync(new Uri(path, UriKind.Relative), body, TestContext.Current.CancellationToken);
    }

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
