using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>Speaks TLS with a server on this machine that shows a certificate for <c>localhost</c>: HTTP/2 unless a request says otherwise.</summary>
sealed class SecureClient : IDisposable
{
    readonly SocketsHttpHandler _handler;
    int _connections;

    /// <param name="port">Of the server.</param>
    /// <param name="authority">The one certificate that is trusted, in a PEM file.</param>
    public SecureClient(int port, string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        _handler = new()
        {
            SslOptions = { CertificateChainPolicy = policy },
            ConnectCallback = async (_, cancellation) =>
            {
                Interlocked.Increment(ref _connections);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        Http = new(_handler, disposeHandler: true)
        {
            BaseAddress = new($"https://localhost:{port}"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public HttpClient Http { get; }

    /// <summary>Opened so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public void Dispose() => Http.Dispose();
}
