using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Modular.Host.Postgres;
using Modular.Host.Supervision;
using Modular.Host.Topology;

namespace Modular.Host.Tests.Supervision;

/// <summary>The control of a system none of whose processes was started.</summary>
public sealed class ControlApiTests
{
    [Theory]
    [InlineData("4", "gateway", 3, 422, "'gateway' cannot be scaled: there is one.")]
    [InlineData("4", "shipping", 3, 404, "There is no service 'shipping'. There are: order, inventory, payment.")]
    [InlineData("4", "order-1", 3, 404, "There is no service 'order-1'. There are: order, inventory, payment.")]
    [InlineData("4", "order", 0, 422, "order can have 1 to 50 instances, not 0.")]
    [InlineData("4", "order", 51, 422, "order can have 1 to 50 instances, not 51.")]
    [InlineData("3", "order", 2, 422, "'order' cannot be scaled: only the services of level 4 and up can.")]
    [InlineData("3", "shipping", 2, 404, "There is no service 'shipping'. There are: order, inventory, payment.")]
    [InlineData("1", "order", 2, 404, "There is no service 'order'. There are: modular.")]
    [InlineData("1", "modular", 2, 422, "'modular' cannot be scaled: only the services of level 4 and up can.")]
    public async Task What_cannot_be_scaled_is_refused_with_the_reason(string level, string service, int instances, int status, string detail) =>
        Assert.Equal((status, detail), await AskAsync(HttpMethod.Post, $"/services/{service}/scale", $$"""{"instances":{{instances}}}""", level: level));

    [Theory]
    [InlineData("GET", "/processes/order-9")]
    [InlineData("POST", "/processes/order-9/start")]
    [InlineData("POST", "/processes/order-9/stop")]
    [InlineData("POST", "/processes/order-9/restart")]
    public async Task A_process_that_is_not_there_is_not_found(string method, string path)
    {
        var (status, detail) = await AskAsync(new(method), path);

        Assert.Equal(404, status);
        Assert.StartsWith("There is no process 'order-9'.", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere", "{}", "application/json", 404)]
    [InlineData("/processes", "{}", "application/json", 405)]
    [InlineData("/services/order/scale", "{", "application/json", 400)]
    [InlineData("/services/order/scale", """{"instances":"many"}""", "application/json", 400)]
    [InlineData("/services/order/scale", "instances=3", "text/plain", 415)]
    public async Task Other_requests_that_fail_are_told_why_too(string path, string body, string type, int expected)
    {
        var (status, detail) = await AskAsync(HttpMethod.Post, path, body, type);

        Assert.Equal(expected, status);
        Assert.NotEmpty(detail);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", "The request comes from a page of 'http://evil.example'")]
    [InlineData("Host", "evil.example", "'evil.example' is not a name of this machine")]
    public async Task A_web_page_that_somebody_has_open_cannot_stop_a_process(string header, string value, string reason)
    {
        var (status, detail) = await AskAsync(HttpMethod.Post, "/processes/order-1/stop", type: "text/plain", header: (header, value));

        Assert.Equal(403, status);
        Assert.StartsWith(reason, detail, StringComparison.Ordinal);
    }

    /// <returns>The status of the problem, and its detail.</returns>
    static async Task<(int Status, string Detail)> AskAsync(HttpMethod method, string path, string body = "{}", string type = "application/json", string level = "4", (string Name, string Value)? header = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var nobody = new HttpClient();
        var plan = new SystemPlan(new() { Level = Level.Of(level), Instances = WantedInstances.Parse(null, ["order", "inventory", "payment"]) });
        await using var supervisor = new Supervisor(plan, new(new(TextWriter.Null, colours: false), new(nobody, TimeProvider.System), TimeProvider.System) { Environment = new Dictionary<string, string>(StringComparer.Ordinal) });
        var port = FreePort.Any();
        await using var control = await ControlApi.StartAsync(supervisor, port, cancellation);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = method == HttpMethod.Get ? null : new StringContent(body, Encoding.UTF8, type) };
        if (header is { } more)
            request.Headers.Add(more.Name, more.Value);
        using var answer = await http.SendAsync(request, cancellation);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        return ((int)answer.StatusCode, problem.GetProperty("detail").GetString()!);
    }
}
