using System.Diagnostics;
using System.Net.Http.Json;
using JasperFx.CodeGeneration.Frames;
using Microsoft.Extensions.DependencyInjection;
using Modular.ServiceDefaults.Correlation;
using Wolverine;

namespace Modular.ServiceDefaults.Tests.Correlation;

public sealed class CorrelationTests(Service service) : IClassFixture<Service>
{
    const string Header = "X-Correlation-Id";

    [Fact]
    public async Task The_clients_id_is_taken_and_returned()
    {
        using var response = await Send("/health/live", "order-4711");

        Assert.Equal("order-4711", Returned(response));
    }

    [Fact]
    public async Task Without_one_the_trace_id_is_made_the_correlation_id_and_returned()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var response = await Send("/health/live", correlation: null, trace);

        Assert.Equal(trace, Returned(response));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("tab\tinside")]
    [InlineData("ümlaut")]
    [InlineData("")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public void An_id_that_is_unsafe_or_too_long_is_not_acceptable(string id) => Assert.False(CorrelationId.IsAcceptable(id));

    [Fact]
    public async Task An_unacceptable_id_is_replaced()
    {
        using var response = await Send("/health/live", new string('x', 129));

        Assert.Equal(32, Returned(response).Length);
    }

    [Fact]
    public async Task It_is_returned_with_an_error_too()
    {
        using var response = await Send("/fail/own", "with-error");

        Assert.Equal("with-error", Returned(response));
    }

    [Fact]
    public async Task It_and_the_trace_reach_the_last_log_line_of_the_last_message()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var request = Request("/greet", "to-the-end", trace);
        request.Method = HttpMethod.Post;
        request.Content = JsonContent.Create(new Greet("Ada", 1));
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();

        foreach (var message in (string[])["Asked to greet Ada", "Greeted Ada", "Thanked by Ada"])
        {
            var line = await service.LogLine(message);
            Assert.Equal("to-the-end", line.GetProperty("correlationId").GetString());
            Assert.Equal(trace, line.GetProperty("traceId").GetString());
        }
    }

    [Fact]
    public async Task It_reaches_messages_of_a_sender_that_is_not_told_of_it()
    {
        using var response = await Send("/greet-by-bus/Grace", "by-bus");
        response.EnsureSuccessStatusCode();

        Assert.Equal("by-bus", (await service.LogLine("Thanked by Grace")).GetProperty("correlationId").GetString());
    }

    [Theory]
    [InlineData("/greet", true)]
    [InlineData("/fail/missing", false)]
    public void An_endpoint_that_writes_is_given_it_before_it_stores_anything(string route, bool expected)
    {
        var chain = service.Endpoints.Single(chain => chain.RoutePattern!.RawText == route);

        Assert.Equal(expected, chain.Middleware.OfType<MethodCall>().Any(call => call.HandlerType == typeof(EndpointCorrelation)));
    }

    [Fact]
    public void The_message_context_of_an_endpoint_takes_it()
    {
        using var span = new Activity("request").SetTag(CorrelationId.Attribute, "in-context").Start();
        var messages = new TestMessageContext();

        EndpointCorrelation.Before(messages);

        Assert.Equal("in-context", messages.CorrelationId);
    }

    [Fact]
    public async Task It_goes_with_a_call_to_another_service()
    {
        using var span = new Activity("request").SetTag(CorrelationId.Attribute, "to-the-neighbour").Start();
        using var client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var response = await client.GetAsync(new Uri(service.Client.BaseAddress!, "/health/live"), TestContext.Current.CancellationToken);

        Assert.Equal("to-the-neighbour", Returned(response));
    }

    [Fact]
    public async Task Wolverine_does_not_say_of_every_message_that_it_went_well()
    {
        using var response = await Send("/greet-by-bus/Alan", "quiet");
        await service.LogLine("Thanked by Alan");

        Assert.DoesNotContain(service.Log, line => line.GetProperty("message").GetString()!.StartsWith("Successfully processed", StringComparison.Ordinal));
    }

    async Task<HttpResponseMessage> Send(string path, string? correlation, string? trace = null)
    {
        using var request = Request(path, correlation, trace);
        return await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    static HttpRequestMessage Request(string path, string? correlation, string? trace)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (correlation is not null)
            request.Headers.TryAddWithoutValidation(Header, correlation);
        if (trace is not null)
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        return request;
    }

    static string Returned(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues(Header));
}
