using System.Net;
using System.Net.Sockets;
using System.Text;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Edge;

/// <summary>The gateway for clients that write byte by byte.</summary>
sealed class EdgeGateway : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    readonly TestGateway _gateway;

    EdgeGateway(TestGateway gateway) => _gateway = gateway;

    public FakeRegistry Registry => _gateway.Registry;

    public HttpClient Client => _gateway.Client;

    public IEnumerable<Uri> Addresses => _gateway.Addresses;

    public IServiceProvider Services => _gateway.Services;

    // Upstreams count what they get: nobody but the test may ask them.
    public static async Task<EdgeGateway> StartAsync(params (string Key, string Value)[] settings) =>
        new(await TestGateway.StartAsync([("Health:Active", "false"), .. settings]));

    /// <summary>Waits until each of these paths reaches its service.</summary>
    public Task RoutedAsync(params string[] paths) => Eventually.SoAsync(async () =>
    {
        foreach (var path in paths)
        {
            using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            if (answer.StatusCode != HttpStatusCode.OK)
                return false;
        }

        return true;
    });

    /// <summary>Writes it, each character a byte, and reads what comes back until the gateway closes the connection, or has no more to say.</summary>
    public async Task<string> SendAsync(string request)
    {
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Client.BaseAddress!.Port, late.Token);
        var answer = new StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(request), late.Token);
            for (int read; (read = await socket.ReceiveAsync(buffer, late.Token)) > 0; late.CancelAfter(Pause))
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (OperationCanceledException) when (answer.Length > 0)
        {
            // It waits for the next request.
        }
        catch (SocketException)
        {
            // A server that refuses does not always read to the end; the rest of its answer may be lost with the connection.
        }

        return answer.ToString();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();
}
