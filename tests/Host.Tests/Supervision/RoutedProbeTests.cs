using System.Net;
using Microsoft.Extensions.Time.Testing;
using Modular.Host.Supervision;

namespace Modular.Host.Tests.Supervision;

public sealed class RoutedProbeTests
{
    const string Routes = """{"routes":[{"service":"order"},{"service":"payment"}]}""";

    static readonly Dictionary<string, int> Expected = new(StringComparer.Ordinal) { ["order"] = 2, ["payment"] = 1 };

    readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Every_instance_gets_requests()
    {
        Assert.Empty(await WaitAsync(new() { ["/services"] = Services(order: 2, payment: 1), ["/routes"] = Routes }));
    }

    [Fact]
    public async Task An_instance_that_the_gateway_does_not_use_yet_is_waited_for()
    {
        var gateway = new Gateway { ["/services"] = Services(order: 1, payment: 1), ["/routes"] = Routes };

        var waiting = WaitAsync(gateway);
        Assert.False(waiting.IsCompleted);
        gateway["/services"] = Services(order: 2, payment: 1);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(await waiting);
    }

    [Theory]
    [InlineData(1, Routes, "order")]
    [InlineData(2, """{"routes":[{"service":"order"}]}""", "payment")]
    public async Task What_gets_no_requests_within_15_s_is_named(int orders, string routes, string missing)
    {
        var waiting = WaitAsync(new() { ["/services"] = Services(orders, payment: 1), ["/routes"] = routes });
        _time.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal([missing], await waiting);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_sends_requests_to_nobody()
    {
        var waiting = WaitAsync(new());
        _time.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal(["order", "payment"], await waiting);
    }

    async Task<IReadOnlyList<string>> WaitAsync(Gateway gateway)
    {
        using var http = new HttpClient(gateway);
        return await new RoutedProbe(http, _time).WaitAsync(new("http://gateway:8001"), Expected, TestContext.Current.CancellationToken);
    }

    static string Services(int order, int payment) =>
        $$"""[{"name":"order","available":{{order}}},{"name":"payment","available":{{payment}}}]""";

    sealed class Gateway : HttpMessageHandler
    {
        readonly Dictionary<string, string> _pages = new(StringComparer.Ordinal);

        public string this[string path]
        {
            set => _pages[path] = value;
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _pages.TryGetValue(request.RequestUri!.AbsolutePath, out var page)
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(page, System.Text.Encoding.UTF8, "application/json") })
                : Task.FromException<HttpResponseMessage>(new HttpRequestException("connection refused"));
    }
}
