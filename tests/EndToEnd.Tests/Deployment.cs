namespace Modular.EndToEnd.Tests;

/// <summary>A way to run the system, as somebody would type it.</summary>
/// <param name="Name">For the names of tests.</param>
/// <param name="Topology">The switches that every command of it is given.</param>
/// <param name="Instances">What <c>up</c> is told beside; null for one process without it.</param>
sealed record Deployment(string Name, IReadOnlyList<string> Topology, string? Instances = null)
{
    public static readonly Deployment OneProcess = new("one process", []);

    public static readonly Deployment Split = new("split over PostgreSQL queues", ["--level", "4"], "order=2");

    public static readonly Deployment SplitOverRabbitMq = new("split over RabbitMQ", ["--level", "4", "--transport", "rabbitmq"], "order=2");

    public static readonly Deployment SplitOverKafka = new("split over Kafka", ["--level", "4", "--transport", "kafka"], "order=1");

    public bool IsSplit => Instances is not null;
}
