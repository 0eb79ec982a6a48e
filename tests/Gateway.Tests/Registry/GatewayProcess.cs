using System.Diagnostics;
using System.Net;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Registry;

/// <summary>The gateway's program in a process of its own, with an embedded registry, that can be killed and started again.</summary>
sealed class GatewayProcess(string keysFile, params string[] arguments) : IAsyncDisposable
{
    readonly HttpClient _http = new();
    readonly Uri _registry = new($"http://127.0.0.1:{OwnPort.Any()}");
    Process? _process;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Returns when its registry answers.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "modular-gateway.dll"), "--urls", "http://127.0.0.1:0", "--Admin:Urls=", "--Policies:Folder=", "--Logging:LogLevel:Default=None",
            "--Registry:Embedded:Enabled=true", $"--Registry:Embedded:Address={_registry}", $"--Registry:Embedded:KeysFile={keysFile}", .. arguments,
        ]));
        await Eventually.SoAsync(AnswersAsync);
    }

    /// <summary>SIGKILL: no handler, no finally.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Cancellation);
        _process.Dispose();
        _process = null;
    }

    public async Task<string> PutAsync(string path, string value)
    {
        using var content = new StringContent(value);
        using var response = await _http.PutAsync(new Uri(_registry, $"/v1/{path}"), content, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    public Task<string> GetAsync(string path) => _http.GetStringAsync(new Uri(_registry, $"/v1/{path}"), Cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        _http.Dispose();
    }

    async Task<bool> AnswersAsync()
    {
        try
        {
            return await GetAsync("status/leader") is { Length: > 0 };
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
