namespace Modular.ServiceDefaults.Discovery;

/// <summary>One running instance of a service, as a registry has it. Two are equal when everything about them is.</summary>
/// <param name="Id">
/// Unique: <c>&lt;service&gt;-&lt;host&gt;-&lt;port&gt;</c>, or another that contains the address (<see cref="InstanceId.At"/>), so that no instance inherits the
/// history of another. With a <see cref="Fault"/> as the registry has it.
/// </param>
/// <param name="Service">The logical name of the service, such as <c>order</c>.</param>
/// <param name="Address">Where it answers: scheme, host and port. <see cref="Nowhere"/> with a <see cref="Fault"/>.</param>
/// <param name="Metadata">What it said of itself; <see cref="ServiceMetadata"/> has the keys that mean something.</param>
public sealed record ServiceInstance(string Id, string Service, Uri Address, ServiceMetadata Metadata)
{
    public static readonly Uri Nowhere = new("about:blank");

    /// <summary>Why nothing can be sent to it, such as <c>it has no port</c>: told all the same, so that whoever registered it can be shown. Null when something can.</summary>
    public string? Fault { get; init; }
}
