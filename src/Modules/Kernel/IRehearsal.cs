namespace Modular.Kernel;

/// <summary>
/// Does once, before the process says that it is ready, what the module does for an order, and takes it all back. Compiling, loading
/// and connecting then is done before the first request and not within it (docs/adr/0011-rehearsal.md).
/// </summary>
public interface IRehearsal
{
    /// <summary>Leaves no trace, whatever happens.</summary>
    Task RehearseAsync(CancellationToken cancellation);
}
