using System.Net.Http.Json;

namespace Modular.EndToEnd.Tests.Faults;

/// <summary>The processes of a system, as its supervisor tells them.</summary>
sealed class RunningProcesses(Uri control) : IDisposable
{
    readonly HttpClient _http = new() { BaseAddress = control };

    public async Task<IReadOnlyList<View>> AllAsync() =>
        await _http.GetFromJsonAsync<List<View>>("/processes", TestContext.Current.CancellationToken) ?? [];

    public async Task<View> FindAsync(string name) => (await AllAsync()).Single(process => process.Name == name);

    /// <summary>Sends a signal; returns the process that got it.</summary>
    public async Task<int> SignalAsync(string name, string signal)
    {
        var id = (await FindAsync(name)).ProcessId!.Value;
        ModularProcess.Signal(id, signal);
        return id;
    }

    /// <summary>Waits until another process is ready under that name.</summary>
    public Task ReplacedAsync(string name, int old, TimeSpan deadline) => Eventually.SoAsync(deadline, async () =>
        await FindAsync(name) is { State: "Ready" } process && process.ProcessId != old ? null : $"{name} was not started again");

    public async Task PostAsync(string path, object? body = null)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    public sealed record View(string Name, string Service, string State, string Reason, Uri? Address, int? ProcessId, int Restarts);
}
