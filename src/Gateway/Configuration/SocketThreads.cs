namespace Modular.Gateway.Configuration;

/// <summary>
/// Forwarding goes on in the thread that learns from the kernel what a socket has to say, in place of asking the pool for another one: a tenth more
/// requests a second (docs/adr/0021). What may take longer than forwarding does leaves that thread first.
/// </summary>
static class SocketThreads
{
    /// <summary>Read by .NET when the first socket is used; on Linux and macOS only.</summary>
    public const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Comes before the first socket. Whoever has set the variable, as to 0, has the last word.</summary>
    public static void CompleteInline()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            Environment.SetEnvironmentVariable(Variable, "1");
    }

    /// <summary>All that comes after it runs in a thread of the pool.</summary>
    public static IApplicationBuilder UseThreadPool(this IApplicationBuilder app) => app.Use(static next => async context =>
    {
        await Task.Yield();
        await next(context);
    });
}
