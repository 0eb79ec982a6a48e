namespace Modular.EndToEnd.Tests;

/// <summary>A way to run the system, as somebody would type it.</summary>
/// <param name="Name">For the names of tests.</param>
/// <param name="Topology">The switches that every command of it is given.</param>
/// <param name="Instances">What <c>up</c> is told beside; null for one process without it.</param>
/// <param name="Fault">What some of the instances do wrong on purpose; null for nothing.</param>
sealed record Deployment(string Name, IReadOnlyList<string> Topology, string? Instances = null, string? Fault = null)
{
    public static readonly Deployment OneProcess = new("one process", []);

    public static readonly Deployment FixedAddresses = new("split, at fixed addresses", ["--level", "3"], "order=1");

    public static readonly Deployment Split = new("split over PostgreSQL queues", ["--level", "4"], "order=2");

    public static readonly Deployment SplitInPairs =
        new("split over PostgreSQL queues, two of each", ["--level", "4"], "order=2,inventory=2,payment=2");

    public static readonly Deployment SplitOverRabbitMq = new("split over RabbitMQ", ["--level", "4", "--transport", "rabbitmq"], "order=2");

    public static readonly Deployment SplitOverKafka = new("split over Kafka", ["--level", "4", "--transport", "kafka"], "order=1");

    /// <summary>Level 4 with a Consul that is there already.</summary>
    public static Deployment SplitOverConsul(Uri consul) => new("split over Consul", ["--level", "4", "--registry", $"{consul}".TrimEnd('/')], "order=2");

    public bool IsSplit => Instances is not null;
}
