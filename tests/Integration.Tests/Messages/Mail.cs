using Alba;
using Microsoft.Extensions.DependencyInjection;
using Modular.Integration.Tests.Hosting;
using Wolverine;

namespace Modular.Integration.Tests.Messages;

/// <summary>Sends messages to the modules of a host from outside, and knows when they are dealt with.</summary>
sealed class Mail(IAlbaHost host, string database)
{
    public async Task SendAsync(object message)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().SendAsync(message);
    }

    /// <summary>
    /// Waits until no message that mentions this is left to be handled, with all that followed from it; fails when one was given up.
    /// </summary>
    public async Task DoneAsync(object mentions)
    {
        var mentioned = $"position(convert_to('{mentions}', 'UTF8') in body) > 0";
        await Eventually.HoldsAsync(async () => Assert.Empty(await Tables.RowsAsync(
            database, $"select message_type from wolverine.wolverine_incoming_envelopes where status <> 'Handled' and {mentioned}")));
        Assert.Empty(await Tables.RowsAsync(database, $"select message_type from wolverine.wolverine_dead_letters where {mentioned}"));
    }
}
