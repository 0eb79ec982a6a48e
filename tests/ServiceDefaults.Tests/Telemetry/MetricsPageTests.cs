using System.Diagnostics.Metrics;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.ServiceDefaults.Tests.Telemetry;

public sealed class MetricsPageTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task It_shows_our_figures_and_those_of_requests_and_messages()
    {
        using var meter = new Meter("Modular.Order");
        meter.CreateCounter<int>("modular.orders.placed").Add(3, new KeyValuePair<string, object?>("channel", "web"));
        await service.Client.GetStringAsync(new Uri("/greet-by-bus/Edsger", UriKind.Relative), TestContext.Current.CancellationToken);
        await service.LogLine("Thanked by Edsger");

        var page = await Page();

        Assert.Contains("""modular_order_modular_orders_placed{channel="web"} 3""", page, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration", page, StringComparison.Ordinal);
        Assert.Contains("wolverine_messages_sent", page, StringComparison.Ordinal);
        Assert.Contains("process_cpu_seconds_total", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_measured_when_somebody_looks_is_gone_when_it_is_measured_no_more()
    {
        var waiting = new Dictionary<string, long>(StringComparer.Ordinal) { ["a"] = 2, ["b"] = 3 };
        using var meter = new Meter("Modular.Waiting-Room");
        meter.CreateObservableGauge("in.line", () => waiting.Select(line => new Measurement<long>(line.Value, new KeyValuePair<string, object?>("line.name", line.Key))));

        var before = await Page();
        waiting.Remove("b");
        var after = await Page();

        Assert.Contains("""modular_waiting_room_in_line{line_name="b"} 3""", before, StringComparison.Ordinal);
        Assert.Contains("""modular_waiting_room_in_line{line_name="a"} 2""", after, StringComparison.Ordinal);
        Assert.DoesNotContain("line_name=\"b\"", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_counted_where_it_happens_is_a_counter_and_may_begin_anew()
    {
        var served = 5L;
        using var meter = new Meter("Modular.Waiting-Room");
        meter.CreateObservableCounter("served", () => served, "{guest}", "Who has been served.");
        meter.CreateObservableUpDownCounter("seats", () => 7);

        var first = await Page();
        served = 6;
        var second = await Page();
        served = 2;
        var anew = await Page();
        var again = await Page();

        Assert.Contains("# HELP modular_waiting_room_served_total ({guest}) Who has been served.\n# TYPE modular_waiting_room_served_total counter\nmodular_waiting_room_served_total 5\n", first, StringComparison.Ordinal);
        Assert.Contains("# TYPE modular_waiting_room_seats gauge\nmodular_waiting_room_seats 7\n", first, StringComparison.Ordinal);
        Assert.Contains("modular_waiting_room_served_total 6\n", second, StringComparison.Ordinal);
        Assert.Contains("modular_waiting_room_served_total 2\n", anew, StringComparison.Ordinal);
        Assert.Contains("modular_waiting_room_served_total 2\n", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_up_and_down_is_a_gauge_also_where_dotnet_calls_it_a_counter()
    {
        var page = await Page();

        Assert.Contains("# TYPE system_runtime_dotnet_thread_pool_queue_length gauge\n", page, StringComparison.Ordinal);
        Assert.Contains("# TYPE system_runtime_dotnet_thread_pool_thread_count gauge\n", page, StringComparison.Ordinal);
        Assert.Contains("# TYPE system_runtime_dotnet_gc_pause_time_total counter\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_are_counted_by_route_and_not_by_path()
    {
        await service.Client.GetStringAsync(new Uri("/greet-by-bus/Barbara", UriKind.Relative), TestContext.Current.CancellationToken);

        var page = await Page();

        Assert.Contains("/greet-by-bus/{name}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Barbara", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Modular.Order", true)]
    [InlineData("Wolverine:modular", true)]
    [InlineData("Npgsql", true)]
    [InlineData("NpgsqlOther", false)]
    [InlineData("Microsoft.AspNetCore.Routing", false)]
    public void Only_named_meters_are_exported(string meter, bool expected) => Assert.Equal(expected, Meters.IsExported(meter));

    Task<string> Page() => service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
}
