namespace Modular.Gateway.Discovery.Drains;

/// <summary>
/// The instances of a service that the operator has drained, in the order in which he did. One that leaves the registry and comes back, as in
/// maintenance, is the same instance: nobody has taken back that it is to get nothing.
/// </summary>
sealed class DrainedInstances
{
    /// <summary>Beyond that the oldest are forgotten: ids and addresses may be new with each start of an instance.</summary>
    public const int Most = 1000;

    readonly List<InstanceKey> _instances = [];

    public bool Has(InstanceKey instance) => _instances.Contains(instance);

    public void Set(InstanceKey instance, bool isDrained)
    {
        _instances.Remove(instance);
        if (isDrained)
            _instances.Add(instance);
        if (_instances.Count > Most)
            _instances.RemoveAt(0);
    }
}
