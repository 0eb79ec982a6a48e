using Microsoft.Extensions.Logging.Abstractions;
using Modular.Conformance.Tests;
using Modular.Gateway.Registry;

[assembly: AssemblyFixture(typeof(ConsulUnderTest))]

namespace Modular.Conformance.Tests;

/// <summary>
/// What the suite is run against: the Consul at <c>CONSUL_HTTP_ADDR</c> (with <c>CONSUL_HTTP_TOKEN</c>), by default the embedded registry
/// on a free port.
/// </summary>
public sealed class ConsulUnderTest : IAsyncLifetime
{
    EmbeddedRegistry? _embedded;

    public ConsulClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var address = Environment.GetEnvironmentVariable("CONSUL_HTTP_ADDR");
        if (string.IsNullOrEmpty(address))
        {
            _embedded = await EmbeddedRegistry.StartAsync(
                new Uri("http://127.0.0.1:0"), keysFile: null, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
            address = _embedded.Address.ToString();
        }

        // Consul's own tools take an address without a scheme.
        Client = new ConsulClient(new Uri(address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}"));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }
}
