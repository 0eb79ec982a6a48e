using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Forwarding;

public sealed class ForwardingTests
{
    [Fact]
    public async Task A_request_reaches_the_service_that_registered_its_path()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var order = await Upstream.StartAsync(context => context.Response.WriteAsync($"order {context.Request.Path}{context.Request.QueryString}"));
        await using var stock = await Upstream.StartAsync(context => context.Response.WriteAsync($"stock {context.Request.Path}"));
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders"));
        gateway.Registry.Tell("inventory", stock.Instance("inventory", "/api/inventory"));

        using var ordered = await gateway.EventuallyAsync("/api/orders/1?x=y", HttpStatusCode.OK);
        using var stocked = await gateway.EventuallyAsync("/api/inventory", HttpStatusCode.OK);

        Assert.Equal("order /api/orders/1?x=y", await ordered.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("stock /api/inventory", await stocked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_path_that_nobody_registered_is_not_found_and_says_so_as_a_problem()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var answer = await gateway.Client.GetAsync(new Uri("/api/nothing", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("urn:modular:problem:not-found", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_service_whose_instances_are_all_gone_answers_503_with_its_name_and_when_to_come_again()
    {
        await using var gateway = await TestGateway.StartAsync(("Discovery:HoldRemovalFor", "0"));
        await using var order = await Upstream.StartAsync();
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders"));
        using var before = await gateway.EventuallyAsync("/api/orders", HttpStatusCode.OK);

        gateway.Registry.Tell("order");
        using var answer = await gateway.EventuallyAsync("/api/orders", HttpStatusCode.ServiceUnavailable);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("urn:modular:problem:no-instance", problem.GetProperty("type").GetString());
        Assert.Equal("order", problem.GetProperty("service").GetString());
        Assert.NotNull(problem.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task An_answer_of_the_service_passes_unchanged_also_an_error()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var order = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            context.Response.Headers["X-Own"] = "a";
            return context.Response.WriteAsync("own words");
        });
        gateway.Registry.Tell("order", order.Instance("order", "/api/orders"));

        using var answer = await gateway.EventuallyAsync("/api/orders", HttpStatusCode.InternalServerError);

        Assert.Equal("own words", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("a", Assert.Single(answer.Headers.GetValues("X-Own")));
    }
}
