using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Discovery;
using Modular.Gateway.Policy;
using Modular.Gateway.Tests.Hosting;
using Modular.Gateway.Tests.LoadBalancing;

namespace Modular.Gateway.Tests.Admin;

public sealed class BalancingViewTests
{
    [Fact]
    public async Task It_shows_what_each_locality_and_each_subset_gets_and_why()
    {
        await using var gateway = await TestGateway.StartAsync(("Balancing:Zone", "eu/a"), ("Policies:Folder", ""));
        await using var near = await Upstream.StartAsync();
        await using var far = await Upstream.StartAsync();
        gateway.Registry.Tell("order", near.Instance("order", "/api", ("zone", "eu/a"), ("version", "v1")), far.Instance("order", "/api", ("zone", "us/a"), ("version", "v2")));
        await Eventually.SoAsync(async () => (await gateway.AskAsync("/services")).EnumerateArray().Any(service => service.GetProperty("available").GetInt32() == 2));
        gateway.Services.GetRequiredService<ServiceDirectory>().Find("order")!.Service.Obey(new(
            new([], [Documents.Version("v1"), Documents.Version("v2", Documents.Unsaid with { ConsistentHash = Documents.ByHeader })]), TrafficPolicy.Unsaid));

        var shown = await gateway.AskAsync("/services/order");

        var service = shown.GetProperty("service");
        Assert.Equal("2 of 2 instances available, 1 get requests: eu/a 100 % (1 of 1 available), us/a 0 % (1 of 1 available)", service.GetProperty("reason").GetString());
        Assert.Equal(["eu/a: 1", "us/a: 0"], service.GetProperty("localities").EnumerateArray().Select(locality => $"{locality.GetProperty("name")}: {locality.GetProperty("share")}"));
        Assert.Equal(
            [$"v1 peak-ewma {near.Instance("order", "/").Id}", $"v2 ring-hash {far.Instance("order", "/").Id}"],
            shown.GetProperty("subsets").EnumerateArray().Select(subset => $"{subset.GetProperty("name")} {subset.GetProperty("policy")} {subset.GetProperty("candidates")[0]}"));
    }
}
