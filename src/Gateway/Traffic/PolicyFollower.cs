using Modular.Gateway.Discovery;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Traffic;

/// <summary>Puts documents to use: for the services that are there, for those that come, and for hosts that clients ask for.</summary>
sealed class PolicyFollower(PolicyStore policies, ServiceDirectory services, IngressDirectory ingress, RoutePolicy unsaid) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        policies.Follow(set => services.Obey(name =>
        {
            var destinations = set.DestinationRuleOf(name);
            return new(TrafficCompiler.Compile(set.VirtualServiceOf(name), destinations, unsaid), destinations?.TrafficPolicy ?? TrafficPolicy.Unsaid, set.LeadsTo(name));
        }));
        policies.Follow(set => ingress.Obey(set.Ingress, unsaid));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
