using Alba;

namespace Modular.Integration.Tests.Hosting;

/// <summary>Tests on the shared host. Each keeps to items, customers and keys of its own.</summary>
public abstract class ShopTests(TestSystem system) : IAsyncLifetime
{
    private protected Shop Shop { get; private set; } = null!;

    private protected IAlbaHost Host { get; private set; } = null!;

    private protected TestSystem Running { get; } = system;

    public async ValueTask InitializeAsync()
    {
        Host = await Running.MonolithAsync();
        Shop = new Shop(Host);
    }

    public ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            Running.Log.ShowWarnings();
        Shop?.Client.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
