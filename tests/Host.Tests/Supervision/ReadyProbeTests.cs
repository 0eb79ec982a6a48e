using System.Net;
using Microsoft.Extensions.Time.Testing;
using Modular.Host.Supervision;

namespace Modular.Host.Tests.Supervision;

public sealed class ReadyProbeTests
{
    const string Unhealthy = """
        {"status":"unhealthy","checks":[
            {"name":"order","status":"unhealthy","description":"order: connection refused 127.0.0.1:5432","durationMs":1},
            {"name":"payment","status":"healthy","description":"payment: 127.0.0.1:5432","durationMs":1},
            {"name":"host","status":"unhealthy","description":null,"durationMs":0}]}
        """;

    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly FakeTimeProvider _time = new();
    readonly List<string> _said = [];
    Func<HttpResponseMessage> _answer = () => throw new HttpRequestException("connection refused");

    [Fact]
    public async Task A_process_that_is_ready_in_time_is_not_spoken_of()
    {
        var waiting = WaitAsync();
        Pass(TimeSpan.FromSeconds(29));
        _answer = () => new(HttpStatusCode.OK);
        Pass(Step);

        await waiting;
        Assert.Empty(_said);
    }

    [Fact]
    public async Task Why_a_process_is_not_ready_is_said_after_30_s_and_then_every_minute()
    {
        _answer = () => new(HttpStatusCode.ServiceUnavailable) { Content = new StringContent(Unhealthy) };

        var waiting = WaitAsync();
        Pass(TimeSpan.FromSeconds(31));
        Assert.Equal(["is not ready after 30 s: order: connection refused 127.0.0.1:5432; host"], _said);
        Pass(TimeSpan.FromSeconds(58));
        Assert.Single(_said);
        Pass(TimeSpan.FromSeconds(62));
        Assert.Equal(["is not ready after 90 s", "is not ready after 150 s"], _said.Skip(1).Select(line => line.Split(':')[0]));

        _answer = () => new(HttpStatusCode.OK);
        Pass(Step);
        await waiting;
    }

    [Theory]
    [InlineData(null, "nothing answers at order:8101")]
    [InlineData("", "order:8101 answers 503")]
    [InlineData("<html/>", "order:8101 answers 503")]
    [InlineData("""{"checks":null}""", "order:8101 answers 503")]
    [InlineData("""{"checks":[]}""", "order:8101 answers 503")]
    public async Task A_process_that_gives_no_reasons_is_spoken_of_too(string? body, string reason)
    {
        if (body is not null)
            _answer = () => new(HttpStatusCode.ServiceUnavailable) { Content = new StringContent(body) };
        using var stop = new CancellationTokenSource();

        var waiting = WaitAsync(stop.Token);
        Pass(TimeSpan.FromSeconds(31));

        Assert.Equal([$"is not ready after 30 s: {reason}"], _said);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    async Task WaitAsync(CancellationToken? stop = null)
    {
        using var http = new HttpClient(new Process(this));
        await new ReadyProbe(http, _time).WaitAsync(new("http://order:8101/health/ready"), _said.Add, stop ?? TestContext.Current.CancellationToken);
    }

    void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
            _time.Advance(Step);
    }

    sealed class Process(ReadyProbeTests test) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Task.FromResult(test._answer());
            }
            catch (HttpRequestException e)
            {
                return Task.FromException<HttpResponseMessage>(e);
            }
        }
    }
}
