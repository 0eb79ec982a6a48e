using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Resilience;

namespace Modular.Gateway.Tests.Resilience;

public sealed class RetryBudgetTests
{
    readonly FakeTimeProvider _time = new();
    LimitOptions _limits = new();

    [Fact]
    public void A_few_repetitions_at_once_are_always_allowed_and_no_more()
    {
        var budget = new RetryBudget(_time);

        Assert.Equal(3, Acquired(budget, 10, active: 1));
        budget.Release();
        Assert.Equal(1, Acquired(budget, 10, active: 1));
    }

    [Fact]
    public void A_busy_service_may_repeat_a_fifth_of_its_active_requests()
    {
        var budget = new RetryBudget(_time);
        Come(budget, 1_000);

        Assert.Equal(20, Acquired(budget, 100, active: 100));
    }

    [Theory]
    [InlineData(1_000, 200)]
    [InlineData(10_000, 2_000)]
    // The floor, by the second, for ten of them.
    [InlineData(10, 30)]
    public void One_after_another_they_are_a_fifth_of_what_came_in_ten_seconds(int requests, int allowed)
    {
        var budget = new RetryBudget(_time);
        Come(budget, requests);

        Assert.Equal(allowed, AcquiredInTurn(budget, 10_000));
    }

    [Fact]
    public void What_is_older_than_ten_seconds_counts_for_nothing()
    {
        _limits = _limits with { RetryFloor = 0 };
        var budget = new RetryBudget(_time);
        Come(budget, 1_000);
        Assert.Equal(200, AcquiredInTurn(budget, 1_000));

        _time.Advance(TimeSpan.FromSeconds(9));
        Come(budget, 100);
        Assert.Equal(20, AcquiredInTurn(budget, 1_000));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, AcquiredInTurn(budget, 1_000));
        _time.Advance(TimeSpan.FromMinutes(1));
        Come(budget, 50);
        Assert.Equal(10, AcquiredInTurn(budget, 1_000));
    }

    [Fact]
    public void An_interval_that_is_said_takes_the_place_of_both_views()
    {
        _limits = _limits with { RetryInterval = TimeSpan.FromSeconds(2), RetryFloor = 0 };
        var budget = new RetryBudget(_time);
        budget.Follow(_limits);
        Come(budget, 1_000);

        // Of the moment there would be 2.
        Assert.Equal(100, Acquired(budget, 100, active: 10));
        _time.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal(0, Acquired(budget, 10, active: 10));
        Come(budget, 100);
        Assert.Equal(20, Acquired(budget, 100, active: 10));
    }

    [Fact]
    public void The_same_settings_again_forget_nothing()
    {
        _limits = _limits with { RetryFloor = 0 };
        var budget = new RetryBudget(_time);
        Come(budget, 1_000);

        budget.Follow(_limits with { ActiveRequests = 7 });

        Assert.Equal(200, AcquiredInTurn(budget, 1_000));
    }

    [Fact]
    public void A_cap_holds_however_many_requests_there_are()
    {
        _limits = _limits with { RetryCap = 1 };
        var budget = new RetryBudget(_time);
        Come(budget, 5_000);

        Assert.Equal(1, Acquired(budget, 100, active: 500));
        budget.Release();
        Assert.Equal(1, Acquired(budget, 100, active: 500));
    }

    [Fact]
    public void Beside_a_cap_the_share_counts_too_unless_it_is_turned_off()
    {
        _limits = _limits with { RetryCap = 100, RetryFloor = 0 };
        var shared = new RetryBudget(_time);
        Come(shared, 100);
        Assert.Equal(20, Acquired(shared, 1_000, active: 100));

        _limits = _limits with { RetryShareCounts = false };
        var capped = new RetryBudget(_time);
        Come(capped, 100);
        Assert.Equal(100, Acquired(capped, 1_000, active: 100));
        for (var i = 0; i < 100; i++)
            capped.Release();
        Assert.Equal(1_000, AcquiredInTurn(capped, 1_000));
    }

    void Come(RetryBudget budget, int requests)
    {
        for (var i = 0; i < requests; i++)
            budget.Deposit(_time.GetTimestamp());
    }

    int Acquired(RetryBudget budget, int times, int active) =>
        Enumerable.Range(0, times).Count(_ => budget.TryAcquire(_limits, active, _time.GetTimestamp()));

    int AcquiredInTurn(RetryBudget budget, int times) => Enumerable.Range(0, times).Count(_ =>
    {
        var acquired = budget.TryAcquire(_limits, 1_000_000, _time.GetTimestamp());
        if (acquired)
            budget.Release();
        return acquired;
    });
}
