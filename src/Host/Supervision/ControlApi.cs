using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Hosting;
using Modular.ServiceDefaults.Problems;

namespace Modular.Host.Supervision;

/// <summary>Starts, stops, restarts and scales the processes over HTTP. This machine only, and no web page but its own.</summary>
static class ControlApi
{
    public static async Task<WebApplication> StartAsync(Supervisor supervisor, int port, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.AddProblems();
        builder.Services.AddExceptionHandler<ControlProblems>();
        var app = builder.Build();
        app.UseCorrelation();
        app.UseProblems();
        app.UseSameOrigin();

        app.MapGet("/processes", () => supervisor.Processes.Select(ProcessView.Of));
        app.MapGet("/processes/{name}", (string name) => ProcessView.Of(supervisor.Find(name)));
        app.MapPost("/processes/{name}/start", (string name, CancellationToken stop) => ChangeAsync(name, async process =>
        {
            await process.StartAsync();
            await process.SettledAsync(stop);
        }));
        app.MapPost("/processes/{name}/stop", (string name) => ChangeAsync(name, process => process.StopAsync()));
        app.MapPost("/processes/{name}/restart", (string name, CancellationToken stop) => ChangeAsync(name, async process =>
        {
            await process.StopAsync();
            await process.StartAsync();
            await process.SettledAsync(stop);
        }));
        app.MapPost("/services/{service}/scale", async (string service, Scale scale, CancellationToken stop) =>
        {
            await supervisor.ScaleAsync(service, scale.Instances, stop);
            return supervisor.Processes.Where(process => process.Plan.Service == service).Select(ProcessView.Of);
        });

        await app.StartAsync(cancellation);
        return app;

        async Task<ProcessView> ChangeAsync(string name, Func<SupervisedProcess, Task> change)
        {
            var process = supervisor.Find(name);
            await change(process);
            return ProcessView.Of(process);
        }
    }

    /// <summary>How many instances a service shall have.</summary>
    sealed record Scale(int Instances);

    /// <summary>A process as the outside sees it.</summary>
    sealed record ProcessView(string Name, string Service, string State, string Reason, Uri? Address, int? ProcessId, int Restarts)
    {
        public static ProcessView Of(SupervisedProcess process) => new(
            process.Plan.Name, process.Plan.Service, process.State.ToString(), process.Reason, process.Address, process.ProcessId, process.Restarts);
    }
}
