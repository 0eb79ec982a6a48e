using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Admin;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Admin;

public sealed class StoppingTests
{
    static readonly TimeSpan Promptly = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task An_open_stream_of_decisions_ends_and_does_not_hold_up_the_stop()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Registry.Lose("no route to host");
        using var stream = await gateway.Admin.GetStreamReaderAsync("/decisions/stream");
        await stream.ReadLineAsync(TestContext.Current.CancellationToken);

        await gateway.Services.GetRequiredService<AdminServer>().StopAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Promptly, TimeProvider.System, TestContext.Current.CancellationToken);

        await stream.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
