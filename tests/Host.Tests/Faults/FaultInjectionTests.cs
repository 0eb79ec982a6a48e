using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Modular.Host.Faults;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Host.Tests.Faults;

public sealed class FaultInjectionTests
{
    readonly FakeTimeProvider _time = new();
    readonly WrittenProblems _problems = new();
    int _reached;

    [Fact]
    public async Task An_error_names_its_fault_and_keeps_the_request_from_the_module()
    {
        var context = await AnswerAsync([new ErrorFault(5)], () => 0.0499);

        Assert.Equal((500, 0), (context.Response.StatusCode, _reached));
        var problem = _problems.Last!.ProblemDetails;
        Assert.Equal(("urn:modular:problem:injected-fault", "error:5%"), (problem.Type, problem.Extensions["fault"]));
    }

    [Theory]
    [InlineData(5, 0.05, false)]
    [InlineData(5, 0.0499999, true)]
    [InlineData(0.01, 0, true)]
    [InlineData(100, 0.9999999, true)]
    public async Task A_fault_meets_exactly_its_share(double percent, double drawn, bool fails)
    {
        await AnswerAsync([new ErrorFault(percent)], () => drawn);

        Assert.Equal(fails ? 0 : 1, _reached);
    }

    [Fact]
    public async Task Of_a_thousand_requests_that_draw_evenly_as_many_fail_as_were_asked_for()
    {
        var request = 0;
        Chance evenly = () => request++ / 1000.0;

        for (var i = 0; i < 1000; i++)
            await AnswerAsync([new ErrorFault(5)], evenly);

        Assert.Equal(950, _reached);
    }

    [Fact]
    public async Task A_delayed_request_reaches_the_module_when_its_time_is_over()
    {
        var answer = AnswerAsync([new DelayFault(TimeSpan.FromMilliseconds(200), 10)], () => 0.05);

        _time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await answer;
        Assert.Equal(1, _reached);
    }

    [Fact]
    public async Task Faults_are_drawn_one_by_one_and_delays_come_before_errors()
    {
        var draws = new Queue<double>([0.05, 0.5, 0.05]);
        var answer = AnswerAsync([new ErrorFault(10), new DelayFault(TimeSpan.FromSeconds(1), 10), new DelayFault(TimeSpan.FromSeconds(2), 10)], draws.Dequeue);

        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(500, (await answer).Response.StatusCode);
    }

    [Fact]
    public async Task A_client_that_goes_away_is_not_waited_for()
    {
        using var gone = new CancellationTokenSource();
        var answer = AnswerAsync([new DelayFault(TimeSpan.FromMinutes(5), 100)], () => 0, gone);

        await gone.CancelAsync();

        await answer;
        Assert.Equal(0, _reached);
    }

    async Task<HttpContext> AnswerAsync(IReadOnlyList<Fault> faults, Chance chance, CancellationTokenSource? gone = null)
    {
        var context = new DefaultHttpContext { RequestAborted = gone?.Token ?? CancellationToken.None };
        await new FaultInjection(Reach, faults, chance, _time, _problems).InvokeAsync(context);
        return context;
    }

    Task Reach(HttpContext context)
    {
        _reached++;
        return Task.CompletedTask;
    }

    sealed class WrittenProblems : IProblemDetailsService
    {
        public ProblemDetailsContext? Last { get; private set; }

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            Last = context;
            return default;
        }
    }
}
