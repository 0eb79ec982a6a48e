using System.Text;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Modular.Kernel;
using Modular.Payment.Capturing;
using Modular.Payment.Contracts;
using Modular.Payment.Provider;
using Modular.Payment.Refunding;
using Modular.Payment.Tests.Doubles;
using Npgsql;
using Wolverine;
using Wolverine.Runtime.Handlers;

namespace Modular.Payment.Tests;

public sealed class PaymentModuleTests
{
    const string Ids =
        """{"paymentId":"01920000-0000-7000-8000-000000000001","orderId":"01920000-0000-7000-8000-000000000001", """;

    public static TheoryData<object, string, string> StoredEvents { get; } = new()
    {
        {
            new Captured(Given.Id, Given.Id, Given.Amount, "sim-1", Given.Now), "payment.captured.v1",
            Ids + """ "amount":{"amount":12.50,"currency":"EUR"},"providerReference":"sim-1","at":"2026-01-02T03:04:05+00:00"}"""
        },
        {
            new Declined(Given.Id, Given.Id, Given.Amount, "no", Given.Now), "payment.declined.v1",
            Ids + """ "amount":{"amount":12.50,"currency":"EUR"},"reason":"no","at":"2026-01-02T03:04:05+00:00"}"""
        },
        {
            new Refunded(Given.Id, Given.Id, Given.Amount, "no", Given.Now), "payment.refunded.v1",
            Ids + """ "amount":{"amount":12.50,"currency":"EUR"},"reason":"no","at":"2026-01-02T03:04:05+00:00"}"""
        },
        {
            new Voided(Given.Id, Given.Id, "no", Given.Now), "payment.voided.v1",
            Ids + """ "reason":"no","at":"2026-01-02T03:04:05+00:00"}"""
        },
    };

    [Theory]
    [MemberData(nameof(StoredEvents))]
    public async Task Stored_events_keep_their_names_and_shapes(object happened, string name, string json)
    {
        await using var database = NpgsqlDataSource.Create("Host=nowhere");
        var services = new ServiceCollection();
        var settings = new ModuleSettings(database.ConnectionString, database, new ConfigurationBuilder().Build());
        new PaymentModule().AddServices(services, settings);
        await using var provider = services.AddLogging().BuildServiceProvider();

        var options = (StoreOptions)provider.GetRequiredService<IPaymentStore>().Options;

        Assert.Equal(name, ((IEventRegistry)options.Events).EventMappingFor(happened.GetType()).EventTypeName);
        Assert.Equal(json.Replace(" ", "", StringComparison.Ordinal), options.Serializer().ToJson(happened));
        using var stored = new MemoryStream(Encoding.UTF8.GetBytes(json));
        Assert.Equal(happened, await options.Serializer().FromJsonAsync(happened.GetType(), stored, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void It_accepts_every_message_that_it_handles()
    {
        var handled = typeof(PaymentModule).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.Name == "Handle"))
            .Select(handler => handler.GetParameters()[0].ParameterType);

        Assert.Equal(handled.ToHashSet(), new PaymentModule().Accepts.ToHashSet());
    }

    [Fact]
    public void A_bug_goes_to_the_dead_letters()
    {
        var chain = new HandlerChain(typeof(CapturePayment), new HandlerGraph());
        CapturePaymentHandler.Configure(chain);

        Assert.DoesNotContain(chain.Failures, rule => rule.Match.Matches(new NotSupportedException()));
    }

    [Theory]
    [InlineData(typeof(CapturePaymentHandler))]
    [InlineData(typeof(RefundPaymentHandler))]
    public void A_payment_command_is_retried_while_the_provider_does_not_answer(Type handler)
    {
        var failure = new PaymentProviderUnavailableException();
        var chain = new HandlerChain(typeof(CapturePayment), new HandlerGraph());
        handler.GetMethod("Configure")!.Invoke(null, [chain]);

        for (var attempt = 1; attempt <= 100; attempt++)
        {
            var rule = chain.Failures.First(rule => rule.Match.Matches(failure));
            Assert.True(rule.TryCreateContinuation(failure, new Envelope { Attempts = attempt }, out var next));
            Assert.Contains("Retry", next.GetType().Name, StringComparison.Ordinal);
        }
    }
}
