namespace Modular.Benchmarks.Proxying;

/// <summary>A configuration for HAProxy that does as much as the gateway does: balance, check, and say who asked.</summary>
static class HaproxyFile
{
    public static string Proxy(int port, IReadOnlyList<int> upstream) => $"""
        defaults
          mode http
          timeout connect 2s
          timeout client 100s
          timeout server 100s
          option forwardfor
          http-reuse always
        frontend bench
          bind 127.0.0.1:{port}
          default_backend upstream
        backend upstream
          balance random(2)
          server one 127.0.0.1:{upstream[0]} check inter 5s
          server two 127.0.0.1:{upstream[1]} check inter 5s

        """;
}
