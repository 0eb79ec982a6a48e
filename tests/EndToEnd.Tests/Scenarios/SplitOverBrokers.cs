using Modular.Brokers;

namespace Modular.EndToEnd.Tests.Scenarios;

/// <summary>Level 4 with a RabbitMQ broker.</summary>
public sealed class SplitOverRabbitMq : RunningSystem
{
    readonly RabbitMqNode _broker;

    public SplitOverRabbitMq()
        : this(new())
    {
    }

    SplitOverRabbitMq(RabbitMqNode broker)
        : base(Deployment.SplitOverRabbitMq, new KeyValuePair<string, string>("ConnectionStrings__RabbitMq", broker.Address)) => _broker = broker;

    public override string? Missing =>
        RabbitMqNode.IsInstalled ? null : "RabbitMQ is not installed on this machine (apt install rabbitmq-server).";

    public override async ValueTask InitializeAsync()
    {
        if (Missing is null)
            await _broker.StartAsync(TestContext.Current.CancellationToken);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _broker.DisposeAsync();
    }
}

/// <summary>Level 4 with Kafka.</summary>
public sealed class SplitOverKafka : RunningSystem
{
    readonly KafkaCluster _cluster;

    public SplitOverKafka()
        : this(new())
    {
    }

    SplitOverKafka(KafkaCluster cluster)
        : base(
            Deployment.SplitOverKafka,
            new("ConnectionStrings__Kafka", cluster.Servers),
            new KeyValuePair<string, string>("Kafka__MakeTopics", $"{cluster.IsReal}")) => _cluster = cluster;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _cluster.Dispose();
    }
}

public sealed class SplitOverRabbitMqScenario(SplitOverRabbitMq system) : Scenario(system), IClassFixture<SplitOverRabbitMq>;

public sealed class SplitOverKafkaScenario(SplitOverKafka system) : Scenario(system), IClassFixture<SplitOverKafka>;
