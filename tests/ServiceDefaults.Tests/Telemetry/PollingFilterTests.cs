using System.Diagnostics;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.ServiceDefaults.Tests.Telemetry;

public sealed class PollingFilterTests : IDisposable
{
    readonly ActivitySource _npgsql = new("Npgsql");
    readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "Npgsql",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public PollingFilterTests() => ActivitySource.AddActivityListener(_listener);

    [Fact]
    public void A_query_of_nobody_is_not_recorded() => Assert.False(Filtered(parent: null).Recorded);

    [Fact]
    public void A_query_of_a_request_is_recorded()
    {
        using var request = new Activity("request").Start();

        Assert.True(Filtered(request).Recorded);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _npgsql.Dispose();
    }

    Activity Filtered(Activity? parent)
    {
        Activity.Current = parent;
        using var query = _npgsql.StartActivity("select")!;
        using var filter = new PollingFilter();
        filter.OnStart(query);
        return query;
    }
}
