using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Measuring;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Measuring;

public sealed class MetricsTests
{
    const string Prefix = "modular_gateway_";

    [Fact]
    public async Task The_page_has_requests_by_service_and_outcome_and_the_state_of_instances()
    {
        await using var order = await MeasuredOrder.StartAsync();
        await order.GetAsync();
        await order.GetAsync();

        var page = await order.PageAsync(page => page.Of("request_duration_count", ("service", "order"), ("outcome", "success")) == 1);

        Assert.Equal(1, page.Of("request_duration_count", ("service", "order"), ("subset", ""), ("outcome", "server-error")));
        Assert.Equal(1, page.Of("request_duration_bucket", ("service", "order"), ("outcome", "success"), ("le", "+Inf")));
        Assert.Equal(2, page.Of("instances", ("service", "order"), ("state", "active")));
        Assert.Equal(0, page.Of("instances", ("service", "order"), ("state", "unhealthy")));
        Assert.Equal(0, page.Of("requests_in_flight", ("service", "order")));
        // What is measured by service is not measured again by address, for the price of a tenth of a request. (Other hosts of this process share these.)
        Assert.DoesNotContain(page, series => series.Name.Contains("http_client_request_duration", StringComparison.Ordinal) && series.Has(("server_port", $"{order.First.Address.Port}")));
    }

    [Fact]
    public async Task A_request_is_counted_by_subset_and_each_of_its_attempts_by_destination()
    {
        await using var order = await MeasuredOrder.StartAsync();
        await order.RouteAsync("second", retries: 2);
        Assert.Equal(HttpStatusCode.InternalServerError, await order.GetAsync());
        await order.RouteAsync("first");
        Assert.Equal(HttpStatusCode.OK, await order.GetAsync());

        var page = await order.PageAsync(page => page.Of("request_duration_count", ("service", "order"), ("subset", "first"), ("outcome", "success")) == 1);

        Assert.Equal(1, page.Of("request_duration_count", ("service", "order"), ("subset", "second"), ("outcome", "server-error")));
        Assert.Equal(3, page.Of("attempts_total", ("subset", "second"), ("destination", order.SecondId), ("version", "v2"), ("outcome", "server-error")));
        Assert.Equal(1, page.Of("attempts_total", ("subset", "first"), ("destination", order.FirstId), ("version", "v1"), ("outcome", "success")));
        Assert.Equal(2, page.Of("retries_total", ("service", "order"), ("subset", "second"), ("outcome", "server-error")));
        Assert.Equal(0, page.Of("retry_budget_exhausted_total", ("service", "order"), ("subset", "second")));
        Assert.Equal(0, page.Of("retries_in_flight", ("service", "order")));
        Assert.True(page.Of("latency", ("destination", order.FirstId)) > 0);
    }

    [Fact]
    public async Task What_is_counted_is_a_counter_and_what_stands_is_a_gauge()
    {
        await using var order = await MeasuredOrder.StartAsync();
        await order.RouteAsync("second", retries: 1);
        await order.GetAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await order.GetAsync("/api/%2F"));
        await order.PageAsync(page => page.Any(series => series.Name == "modular_gateway_retries_total"));

        var page = await order.Gateway.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        var types = page.Split('\n').Select(line => line.Split(' ')).Where(words => words is ["#", "TYPE", _, _] && words[2].StartsWith(Prefix, StringComparison.Ordinal))
            .ToLookup(words => words[3], words => words[2][Prefix.Length..], StringComparer.Ordinal);
        Assert.Equal(
            ["attempts_total", "edge_refusals_total", "ejections_total", "ejections_withheld_total", "own_requests_total", "retries_total", "retry_budget_exhausted_total"],
            types["counter"].Order(StringComparer.Ordinal));
        Assert.DoesNotContain(types["gauge"], name => name.EndsWith("_total", StringComparison.Ordinal));
        Assert.Contains("latency", types["gauge"]);
        Assert.Contains("request_duration", types["histogram"]);
    }

    [Fact]
    public async Task What_is_of_no_service_is_counted_by_status_and_costs_what_is_forwarded_nothing()
    {
        await using var order = await MeasuredOrder.StartAsync();
        await order.GetAsync();
        Assert.Equal(HttpStatusCode.NotFound, await order.GetAsync("/nobody/has/this"));

        var page = await order.PageAsync(page => page.Of("own_requests_total", ("status", "404")) == 1);

        Assert.Null(page.Of("own_requests_total", ("status", "500")));
        // ASP.NET Core's own is measured around every request as soon as somebody listens to it.
        Assert.DoesNotContain(page, series => series.Name.Contains("http_server_request_duration", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_has_the_shares_that_documents_give_and_each_subset_in_panic()
    {
        await using var order = await MeasuredOrder.StartAsync();

        await order.RouteAsync("second");
        var page = await Series.ReadAsync(order.Gateway);

        Assert.Equal(1, page.Of("weight", ("service", "order"), ("route", "all"), ("target", "order"), ("subset", "second")));
        Assert.Equal(0, page.Of("weight", ("service", "order"), ("route", "all"), ("target", "order"), ("subset", "first")));
        Assert.Equal(0, page.Of("panic", ("service", "order"), ("subset", "")));
        Assert.Equal(0, page.Of("panic", ("service", "order"), ("subset", "second")));
    }

    [Fact]
    public async Task An_attempt_that_the_budget_does_not_allow_is_counted()
    {
        await using var order = await MeasuredOrder.StartAsync(("Limits:RetryFloor", "0"), ("Limits:RetryShare", "0"));
        await order.RouteAsync("second", retries: 2);

        await order.GetAsync();

        var page = await order.PageAsync(page => page.Of("retry_budget_exhausted_total", ("service", "order"), ("subset", "second")) == 1);
        Assert.Null(page.Of("retries_total", ("service", "order"), ("subset", "second")));
    }

    [Fact]
    public async Task Ejections_breakers_and_panic_show_and_so_does_an_ejection_that_is_withheld()
    {
        await using var order = await MeasuredOrder.StartAsync(("Health:ConsecutiveFailures", "3"), ("Breaker:ConsecutiveFailures", "4"), ("Breaker:Shortest", "00:00:30"));
        await order.RouteAsync("second");

        // The fourth goes there in panic, as half of one instance is none; and nobody else may be put out beside it.
        for (var i = 0; i < 4; i++)
            await order.GetAsync();
        order.First.Answer = order.Second.Answer;
        await order.RouteAsync("first");
        for (var i = 0; i < 3; i++)
            await order.GetAsync();

        var page = await order.PageAsync(page => page.Of("ejections_withheld_total", ("service", "order")) == 1);
        Assert.Equal(1, page.Of("ejections_total", ("service", "order")));
        Assert.Equal(1, page.Of("ejected", ("destination", order.SecondId)));
        Assert.Equal(0, page.Of("ejected", ("destination", order.FirstId)));
        Assert.Equal(2, page.Of("breaker_state", ("destination", order.SecondId)));
        Assert.Equal(0, page.Of("breaker_state", ("destination", order.FirstId)));
        Assert.Equal(1, page.Of("panic", ("service", "order"), ("subset", "second")));
        Assert.Equal(0, page.Of("panic", ("service", "order"), ("subset", "first")));
    }

    [Fact]
    public async Task An_instance_a_subset_and_a_service_that_are_gone_take_their_series_with_them()
    {
        await using var order = await MeasuredOrder.StartAsync();
        await order.RouteAsync("second");
        await order.GetAsync();
        await order.PageAsync(page => page.Of("request_duration_count", ("service", "order"), ("subset", "second")) == 1);

        order.Register(order.First.Instance("order", "/api", ("version", "v1")));
        var page = await order.PageAsync(page => !page.Any(series => series.Has(("destination", order.SecondId))));
        Assert.Contains(page, series => series.Has(("destination", order.FirstId)));
        Assert.Contains(page, series => series.Has(("service", "order"), ("subset", "second")));

        await order.DeleteAsync("/policies/VirtualService/order");
        await order.DeleteAsync("/policies/DestinationRule/order");
        page = await order.PageAsync(page => !page.Any(series => series.Has(("service", "order"), ("subset", "second"))));
        Assert.Contains(page, series => series.Has(("service", "order")));

        order.Register();
        await Eventually.SoAsync(async () => (await order.Gateway.AskAsync("/instances?service=order")).GetArrayLength() == 0);
        await order.DeleteAsync("/services/order");
        await order.PageAsync(page => !page.Any(series => series.Has(("service", "order"))));
    }

    [Fact]
    public async Task A_gateway_shows_its_own_figures_and_not_those_of_another_in_the_same_process()
    {
        await using var one = await MeasuredOrder.StartAsync();
        await using var other = await TestGateway.StartAsync();
        await one.GetAsync();
        await one.PageAsync(page => page.Any(series => series.Name == "modular_gateway_attempts_total"));

        Assert.DoesNotContain(await Series.ReadAsync(other), series => series.Has(("service", "order")));
    }

    [Fact]
    public async Task Who_listens_to_the_instrument_hears_of_each_request_too()
    {
        await using var order = await MeasuredOrder.StartAsync();
        var heard = new ConcurrentQueue<Dictionary<string, object?>>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Name: "request.duration", Meter.Name: GatewayMetrics.MeterName } && instrument.Meter.Scope == order.Gateway.Services.GetRequiredService<IMeterFactory>())
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => heard.Enqueue(tags.ToArray().ToDictionary(StringComparer.Ordinal)));
        listener.Start();

        await order.GetAsync();

        await Eventually.SoAsync(() => !heard.IsEmpty);
        Assert.True(heard.TryDequeue(out var tags));
        Assert.Equal("order", tags["service"]);
        Assert.Equal("", tags["subset"]);
        Assert.Contains(tags["outcome"], (string[])["success", "server-error"]);
    }
}
