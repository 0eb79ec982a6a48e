using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Discovery;
using Modular.Gateway.Policy;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests.Hosting;

static class PolicyRouting
{
    /// <summary>Makes some instances the service <c>order</c> at <c>/api</c>, with a policy, and waits until it is served.</summary>
    public static async Task RouteAsync(this TestGateway gateway, RoutePolicy policy, params Upstream[] instances)
    {
        foreach (var instance in instances)
            instance.HealthStatus = StatusCodes.Status200OK;
        gateway.Registry.Tell("order", [.. instances.Select(instance => instance.Instance("order", "/api"))]);
        await Eventually.SoAsync(async () =>
            (await gateway.AskAsync("/services")).EnumerateArray().Any(service => service.GetProperty("available").GetInt32() == instances.Length)
            && (await gateway.AskAsync("/routes")).GetProperty("routes").GetArrayLength() > 0);
        gateway.Services.GetRequiredService<ServiceDirectory>().Find("order")!.Service.Obey(
            new(new([new(new(), new([new("order", Subset: null, 100, HeaderRules.None)]), policy)], []), TrafficPolicy.Unsaid));
    }
}
