using Modular.Gateway.Instances;

namespace Modular.Gateway.LoadBalancing;

/// <summary>Spreads the requests of one service. Called by many requests at once; takes no lock and allocates nothing.</summary>
interface IBalancingPolicy
{
    /// <param name="candidates">At least two.</param>
    Destination Pick(Candidates candidates);
}
