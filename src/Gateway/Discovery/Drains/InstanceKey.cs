using Modular.Gateway.Instances;

namespace Modular.Gateway.Discovery.Drains;

/// <summary>What makes an instance the same one: its id in the registry, and its address.</summary>
readonly record struct InstanceKey(string Id, string Address)
{
    public static InstanceKey Of(Destination instance) => Of(instance.Registration);

    public static InstanceKey Of(Registration registration) => new(registration.Id, registration.Address);
}
