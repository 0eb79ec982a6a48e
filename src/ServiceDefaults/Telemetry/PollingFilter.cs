using System.Diagnostics;
using OpenTelemetry;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>
/// Leaves out database calls that belong to no request and no message: queues and projections poll many times a second, and each
/// poll would be a trace of its own.
/// </summary>
sealed class PollingFilter : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        if (data.ParentId is null && data.Source.Name == "Npgsql")
        {
            data.IsAllDataRequested = false;
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
