namespace Modular.Host.Topology;

/// <summary>How messages between modules travel.</summary>
enum Transport
{
    /// <summary>Durable queues of this process, in the database that all modules share.</summary>
    Local,

    /// <summary>Queues in the shared database; needs no other server.</summary>
    Postgresql,

    /// <summary>Queues of a RabbitMQ broker.</summary>
    RabbitMq,

    /// <summary>Topics of a Kafka cluster, keyed by order id: the messages of one order stay in order.</summary>
    Kafka,
}
