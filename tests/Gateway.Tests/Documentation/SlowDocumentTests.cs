using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Modular.Gateway.Discovery;
using Modular.Gateway.Documentation;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Routing;
using Modular.Gateway.Tests.Hosting;
using Instance = Modular.Gateway.Tests.Hosting.Upstream;

namespace Modular.Gateway.Tests.Documentation;

public sealed class SlowDocumentTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task All_who_ask_meanwhile_wait_for_it_together_and_nobody_does_for_half_a_minute_after_it_failed()
    {
        var given = new Given();
        await using var slow = await Instance.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var upstream = new Gateway.Forwarding.Upstream(new ForwardingOptions());
        using var documents = Of(slow, given, upstream);

        var asking = Enumerable.Range(0, 5).Select(_ => AskAsync(documents)).ToList();
        await AskedAsync(slow, 1);
        asking.Add(AskAsync(documents));
        given.Time.Advance(Patience);
        await Task.WhenAll(asking);
        await AskAsync(documents);
        given.Time.Advance(TimeSpan.FromSeconds(29));
        await AskAsync(documents);
        Assert.Equal(1, slow.Requests);

        given.Time.Advance(TimeSpan.FromSeconds(1));
        var again = AskAsync(documents);
        await AskedAsync(slow, 2);
        given.Time.Advance(Patience);
        await again;
    }

    [Fact]
    public async Task Who_gives_up_waiting_ends_it_for_nobody_else()
    {
        var given = new Given();
        var answers = new TaskCompletionSource();
        await using var slow = await Instance.StartAsync(async context =>
        {
            await answers.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("""{"openapi":"3.1.1","info":{"title":"Slow","version":"1"},"paths":{"/api/slow":{"get":{}}}}""");
        });
        using var upstream = new Gateway.Forwarding.Upstream(new ForwardingOptions());
        using var documents = Of(slow, given, upstream);
        using var impatient = new CancellationTokenSource();

        var left = documents.GetAsync(impatient.Token).AsTask();
        await AskedAsync(slow, 1);
        var staying = documents.GetAsync(TestContext.Current.CancellationToken).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        answers.SetResult();

        Assert.Equal("Slow", (await staying)["info"]!["title"]!.ToString());
        Assert.Equal(1, slow.Requests);
    }

    static ServiceDocuments Of(Instance instance, Given given, Gateway.Forwarding.Upstream upstream)
    {
        using var routes = new RouteSource(new(), given.Decisions, given.Time);
        var directory = new ServiceDirectory(new ConfigurationBuilder().Build(), new(), routes, given.Decisions, given.Watch, given.Dice, given.Time);
        directory.Update("slow", [instance.Instance("slow", "/api/slow", ("openapi", "/doc"))]);
        var served = new ServedRoutes();
        served.ConfigurationApplied([new ProxyConfig(RouteTable.Of([new("slow", [new(Host: null, "/api/slow")])], []))]);
        return new(directory, served, upstream, NullLogger<ServiceDocuments>.Instance, given.Time);
    }

    static Task<JsonObject> AskAsync(ServiceDocuments documents) =>
        documents.GetAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

    static Task AskedAsync(Instance instance, int requests) => Eventually.SoAsync(() => instance.Requests == requests);
}
