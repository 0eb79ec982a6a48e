using System.Text.RegularExpressions;

namespace Modular.Architecture.Tests.Rules;

/// <summary>Calls that say by which queue or broker a message travels, or where it waits. Only <c>Host/Topology</c> may make them.</summary>
static partial class Transports
{
    public static IReadOnlyList<Code.Call> In(IEnumerable<Code.Call> calls) =>
        [.. calls.Where(call => Namespaces().IsMatch(call.Type) || (call.Type.StartsWith("Wolverine.", StringComparison.Ordinal) && Members().IsMatch(call.Member)))];

    [GeneratedRegex(@"^Wolverine\.(Transports|Postgresql|RDBMS|SqlServer|RabbitMQ|Kafka|Nats|Redis|AzureServiceBus|AmazonSqs|Pulsar|MQTT|Tcp)\b", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespaces();

    [GeneratedRegex(@"^(LocalQueue\w*|DefaultLocalQueue|Publish|PublishMessage|PublishAllMessages|PublishMessagesFrom\w*|Listen\w*|EndpointFor|BroadcastToTopic\w*
        |To\w*(Queue|Queues|Topic|Topics|Exchange|Endpoint|Destination|Port)|UseDurable\w*|\w*DurableInbox\w*|\w*DurableOutbox\w*|PersistMessagesWith\w*
        |BufferedInMemory|ProcessInline|UseRabbitMq\w*|UseKafka\w*|UsePostgresql\w*)$", RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Members();
}
