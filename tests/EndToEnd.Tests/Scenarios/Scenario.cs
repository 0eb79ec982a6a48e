using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Modular.EndToEnd.Tests.Scenarios;

/// <summary>What a customer relies on, wherever the modules run.</summary>
public abstract class Scenario
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    readonly RunningSystem _system;

    protected Scenario(RunningSystem system)
    {
        Assert.SkipWhen(system.Missing is not null, system.Missing ?? "");
        _system = system;
    }

    [Fact]
    public async Task An_order_is_paid_confirmed_and_leaves_the_warehouse()
    {
        var sku = await _system.StockAsync(5);

        var receipt = await _system.PlaceAsync(sku, 2);

        Assert.Equal("Confirmed", receipt.GetProperty("status").GetString());
        var payment = await _system.GetAsync($"/api/payments/{receipt.GetProperty("orderId")}");
        Assert.Equal(20, payment.GetProperty("amount").GetProperty("amount").GetInt32());
        await StockBecomesAsync(sku, onHand: 3, reserved: 0);
    }

    [Fact]
    public async Task A_declined_card_rejects_the_order_and_frees_its_units()
    {
        var sku = await _system.StockAsync(5);

        var receipt = await _system.PlaceAsync(sku, 2, "tok_declined");

        Assert.Equal(("Rejected", "card declined"), (receipt.GetProperty("status").GetString(), receipt.GetProperty("reason").GetString()));
        await StockBecomesAsync(sku, onHand: 5, reserved: 0);
    }

    [Fact]
    public async Task A_provider_that_fails_twice_is_asked_again()
    {
        var sku = await _system.StockAsync(1);

        Assert.Equal("Confirmed", (await _system.PlaceAsync(sku, 1, "tok_flaky")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Cancelling_a_confirmed_order_brings_money_and_goods_back()
    {
        var sku = await _system.StockAsync(5);
        var orderId = (await _system.PlaceAsync(sku, 2)).GetProperty("orderId").GetGuid();
        await StockBecomesAsync(sku, onHand: 3, reserved: 0);

        using var cancelled = await _system.Http.PostAsync($"/api/orders/{orderId}/cancel", null, TestContext.Current.CancellationToken);

        Assert.True(cancelled.IsSuccessStatusCode);
        await StockBecomesAsync(sku, onHand: 5, reserved: 0);
        await Eventually.SoAsync(Deadline, async () =>
            (await _system.GetAsync($"/api/payments/{orderId}")).GetProperty("status").GetString() is "Refunded" ? null : "not refunded");
    }

    [Fact]
    public async Task The_last_units_are_sold_once()
    {
        var sku = await _system.StockAsync(7);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _system.PlaceAsync(sku, 1)));

        Assert.Equal(7, receipts.Count(receipt => receipt.GetProperty("status").GetString() == "Confirmed"));
        await StockBecomesAsync(sku, onHand: 0, reserved: 0);
    }

    [Fact]
    public async Task The_same_key_gives_the_same_order()
    {
        var sku = await _system.StockAsync(5);
        var key = $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}";

        using var first = await PlaceWithKeyAsync(sku, key);
        using var second = await PlaceWithKeyAsync(sku, key);

        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        Assert.Equal(await IdOfAsync(first), await IdOfAsync(second));
    }

    [Fact]
    public async Task What_happened_to_an_order_can_be_read()
    {
        var sku = await _system.StockAsync(5);
        var orderId = (await _system.PlaceAsync(sku, 1)).GetProperty("orderId").GetGuid();

        Assert.Equal("Placed", (await _system.GetAsync($"/api/orders/{orderId}?version=1")).GetProperty("status").GetString());
        Assert.Equal(2, (await _system.GetAsync($"/api/orders/{orderId}/events")).GetArrayLength());
    }

    [Fact]
    public async Task A_mistake_is_answered_with_a_problem()
    {
        using var answer = await _system.Http.PostAsJsonAsync("/api/orders", new { customerId = "" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_message_that_was_given_up_is_in_the_ledger_and_can_be_replayed()
    {
        var sku = await _system.StockAsync(1);
        await _system.AlterAsync(
            "payment",
            """
            create function payments.refuse() returns trigger language plpgsql as 'begin raise exception ''a bug''; end';
            create trigger refuse before insert on payments.mt_streams for each row execute function payments.refuse()
            """);

        var orderId = (await _system.PlaceAsync(sku, 1, wait: 0)).GetProperty("orderId").GetGuid();
        await LedgerShowsAsync(account => account.Contains("payment.capture-payment.v1", StringComparison.Ordinal) && account.Contains($"{orderId}", StringComparison.Ordinal));
        await _system.AlterAsync("payment", "drop function payments.refuse cascade");
        var replay = await _system.ReplayAsync("payment");

        Assert.True(replay.ExitCode == 0, replay.Output);
        await Eventually.SoAsync(Deadline, async () =>
            (await _system.GetAsync($"/api/orders/{orderId}")).GetProperty("status").GetString() is "Confirmed" ? null : "not confirmed");
        await LedgerShowsAsync(account => account.Contains("The books add up", StringComparison.Ordinal));
    }

    [Fact]
    public Task The_books_add_up() => LedgerShowsAsync(account => account.Contains("The books add up", StringComparison.Ordinal));

    Task LedgerShowsAsync(Func<string, bool> isSo) => Eventually.SoAsync(Deadline, async () =>
    {
        var (_, account) = await _system.LedgerAsync();
        return isSo(account) ? null : account;
    });

    Task StockBecomesAsync(string sku, int onHand, int reserved) => Eventually.SoAsync(Deadline, async () =>
    {
        var item = await _system.GetAsync($"/api/inventory/{sku}");
        return (item.GetProperty("onHand").GetInt32(), item.GetProperty("reserved").GetInt32()) == (onHand, reserved) ? null : $"{item}";
    });

    Task<HttpResponseMessage> PlaceWithKeyAsync(string sku, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders")
        {
            Headers = { { "Idempotency-Key", key } },
            Content = JsonContent.Create(new { customerId = "c-42", lines = new[] { new { sku, quantity = 1 } }, payment = new { token = "tok_approved" } }),
        };
        return _system.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    static async Task<Guid> IdOfAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("orderId").GetGuid();
}

public sealed class OneProcessScenario(OneProcess system) : Scenario(system), IClassFixture<OneProcess>;

public sealed class SplitScenario(Split system) : Scenario(system), IClassFixture<Split>;
