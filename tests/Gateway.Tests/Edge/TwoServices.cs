namespace Modular.Gateway.Tests.Edge;

/// <summary>A gateway before orders and payments, for the tests of a class.</summary>
public sealed class TwoServices : IAsyncLifetime
{
    internal EdgeGateway Gateway { get; private set; } = null!;

    internal Witness Orders { get; } = new();

    internal Witness Payments { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Gateway = await EdgeGateway.StartAsync();
        Gateway.Registry.Tell("order", Orders.Instance("order", "/api/orders"));
        Gateway.Registry.Tell("payment", Payments.Instance("payment", "/api/payments"));
        await Gateway.RoutedAsync("/api/orders", "/api/payments");
    }

    internal void Forget()
    {
        Orders.Forget();
        Payments.Forget();
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Orders.DisposeAsync();
        await Payments.DisposeAsync();
    }
}
