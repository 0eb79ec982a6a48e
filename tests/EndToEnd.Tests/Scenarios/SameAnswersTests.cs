using System.Net;
using System.Text.Json;

namespace Modular.EndToEnd.Tests.Scenarios;

/// <summary>The API is the same, byte for byte, in one process and behind the gateway.</summary>
public sealed class SameAnswersTests(OneProcess oneProcess, Split split) : IClassFixture<OneProcess>, IClassFixture<Split>
{
    const string Order = """{"customerId":"c-42","lines":[{"sku":"SKU-3","quantity":2}],"payment":{"token":"tok_approved"}}""";

    static readonly string[] Services = ["/api/orders", "/api/inventory", "/api/payments"];

    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_customer_is_told_the_same()
    {
        await SettledAsync();
        var together = await TalkAsync(oneProcess);
        var apart = await TalkAsync(split);

        Assert.Equal(together.Split('\n'), apart.Split('\n'));
    }

    // A gateway that has just started does not tell a client to give up: who has a path may not have registered yet. And a cold
    // service may take long to write its part of the document.
    Task SettledAsync() => Eventually.SoAsync(Deadline, async () =>
    {
        using var unknown = await split.Http.GetAsync("/nobody-has-this", TestContext.Current.CancellationToken);
        var document = await split.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        return unknown.StatusCode == HttpStatusCode.NotFound && Services.All(path => document.Contains(path, StringComparison.Ordinal)) ? null : $"{unknown.StatusCode} {document}";
    });

    static async Task<string> TalkAsync(RunningSystem system)
    {
        var transcript = new Transcript(system.Http);
        await transcript.AskAsync(HttpMethod.Get, "/");
        await transcript.AskAsync(HttpMethod.Get, "/openapi/v1.json");
        await transcript.AskAsync(HttpMethod.Get, "/api/inventory/SKU-3");
        await transcript.AskAsync(HttpMethod.Head, "/api/inventory/SKU-3");

        var receipt = await transcript.AskAsync(HttpMethod.Post, "/api/orders", Order, ("Prefer", "wait=20"), ("Idempotency-Key", "transcript"));
        var orderId = JsonDocument.Parse(receipt).RootElement.GetProperty("orderId").GetGuid();
        await transcript.AskAsync(HttpMethod.Post, "/api/orders", Order, ("Idempotency-Key", "transcript"));
        await transcript.AskAsync(HttpMethod.Post, "/api/orders", Order.Replace("c-42", "c-43", StringComparison.Ordinal), ("Idempotency-Key", "transcript"));
        await transcript.AskAsync(HttpMethod.Get, $"/api/orders/{orderId}");
        await transcript.AskAsync(HttpMethod.Get, $"/api/orders/{orderId}?version=1");
        await transcript.AskAsync(HttpMethod.Get, $"/api/orders/{orderId}/events");
        await transcript.AskAsync(HttpMethod.Get, $"/api/payments/{orderId}");

        await transcript.AskAsync(HttpMethod.Post, "/api/orders", """{"customerId":""}""");
        await transcript.AskAsync(HttpMethod.Post, "/api/orders", "not json");
        await transcript.AskAsync(HttpMethod.Post, "/api/orders", "x", ("Content-Type", "text/plain"));
        await transcript.AskAsync(HttpMethod.Delete, "/api/orders");
        await transcript.AskAsync(HttpMethod.Get, "/api/orders/no-uuid");
        await transcript.AskAsync(HttpMethod.Get, "/api/orders/00000000-0000-0000-0000-000000000000");
        await transcript.AskAsync(HttpMethod.Get, "/api/inventory/NO-SUCH");
        await transcript.AskAsync(HttpMethod.Get, "/api/nobody-has-this");
        await transcript.AskAsync(HttpMethod.Get, "/nor-this", headers: ("Accept", "text/html"));
        return transcript.ToString();
    }
}
