using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Modular.Gateway.Discovery;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Routing;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Forwarding;

/// <summary>A path that nobody has, some time after the start.</summary>
public sealed class SettlingTests : IDisposable
{
    readonly Given _given = new();
    readonly RouteSource _routes;
    readonly ServiceDirectory _services;
    readonly Problems _problems = new();
    readonly Settling _settling;

    public SettlingTests()
    {
        var options = new DiscoveryOptions { SettleFor = TimeSpan.FromSeconds(15), Expected = ["order", "payment"] };
        _routes = new(options, _given.Decisions, _given.Time);
        _services = new(new ConfigurationBuilder().Build(), options, _routes, _given.Decisions, _given.Watch, _given.Dice, _given.Time);
        _settling = new(options, _services, new(_routes, new()), _problems, _given.Time);
    }

    public void Dispose() => _routes.Dispose();

    [Fact]
    public async Task Is_not_found_once_all_that_are_expected_have_been_there_for_a_while_also_the_first_time_it_is_asked_for()
    {
        Come("order", "payment");
        _given.Time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(StatusCodes.Status404NotFound, await StatusAsync());
    }

    [Fact]
    public async Task May_be_that_of_one_that_has_just_come()
    {
        _given.Time.Advance(TimeSpan.FromSeconds(90));
        Come("order", "payment");

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, await StatusAsync());
        _given.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(StatusCodes.Status404NotFound, await StatusAsync());
    }

    [Fact]
    public async Task May_be_that_of_one_that_is_missing_which_is_named()
    {
        Come("order");
        _given.Time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, await StatusAsync());
        Assert.Contains("there was no word of payment", _problems.Last, StringComparison.Ordinal);
    }

    void Come(params string[] services)
    {
        foreach (var service in services)
            _services.Update(service, [Given.Instance(service)]);
    }

    async Task<int> StatusAsync()
    {
        var context = new DefaultHttpContext();
        await _settling.InvokeAsync(context, next =>
        {
            next.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        return context.Response.StatusCode;
    }

    sealed class Problems : IProblemDetailsService
    {
        public string Last { get; private set; } = "";

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            Last = context.ProblemDetails.Detail ?? "";
            return default;
        }
    }
}
