using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Modular.Payment.Provider;
using Modular.Payment.Resilience;
using Modular.Payment.Tests.Doubles;

namespace Modular.Payment.Tests.Resilience;

public sealed class PaymentProviderOptionsTests
{
    [Fact]
    public void Defaults_are_what_the_documentation_says()
    {
        var options = new PaymentProviderOptions();

        Assert.Equal(TimeSpan.FromSeconds(15), options.TotalTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), options.AttemptTimeout);
        Assert.Equal(3, options.Retries);
        Assert.Equal(TimeSpan.FromMilliseconds(200), options.RetryDelay);
        Assert.Equal(TimeSpan.FromSeconds(2), options.MaxRetryDelay);
        Assert.Equal(0.5, options.BreakerFailureRatio);
        Assert.Equal(20, options.BreakerMinimumThroughput);
        Assert.Equal(TimeSpan.FromSeconds(30), options.BreakerSamplingWindow);
        Assert.Equal(TimeSpan.FromSeconds(15), options.BreakDuration);
        Assert.Equal(64, options.MaxConcurrentCalls);
        Assert.Equal(256, options.MaxQueuedCalls);
    }

    [Fact]
    public void Defaults_are_valid() => Assert.Equal(new PaymentProviderOptions(), Bind());

    [Theory]
    [InlineData("TotalTimeout", "00:00:51", " is 00:00:51; it must be between 00:00:00.1000000 and 00:00:50.")]
    [InlineData("AttemptTimeout", "00:00:00", " is 00:00:00; it must be between 00:00:00.1000000 and 00:00:30.")]
    [InlineData("Retries", "11", " is 11; it must be between 0 and 10.")]
    [InlineData("RetryDelay", "00:00:00", " is 00:00:00; it must be between 00:00:00.0010000 and 00:00:10.")]
    [InlineData("MaxRetryDelay", "00:01:00", " is 00:01:00; it must be between 00:00:00.0010000 and 00:00:30.")]
    [InlineData("BreakerFailureRatio", "1.1", " is 1.1; it must be between 0.01 and 1.")]
    [InlineData("BreakerFailureRatio", "NaN", " is NaN; it must be between 0.01 and 1.")]
    [InlineData("BreakerMinimumThroughput", "1", " is 1; it must be between 2 and 10000.")]
    [InlineData("BreakerSamplingWindow", "00:00:00.4", " is 00:00:00.4000000; it must be between 00:00:00.5000000 and 00:10:00.")]
    [InlineData("BreakDuration", "00:10:01", " is 00:10:01; it must be between 00:00:00.5000000 and 00:10:00.")]
    [InlineData("MaxConcurrentCalls", "0", " is 0; it must be between 1 and 1000.")]
    [InlineData("MaxQueuedCalls", "-1", " is -1; it must be between 0 and 10000.")]
    [InlineData("TotalTimeout", "00:00:04",
        " is 00:00:04; it must not be less than Modules:Payment:Provider:AttemptTimeout, which is 00:00:05.")]
    [InlineData("MaxRetryDelay", "00:00:00.1",
        " is 00:00:00.1000000; it must not be less than Modules:Payment:Provider:RetryDelay, which is 00:00:00.2000000.")]
    public void A_setting_out_of_its_range_is_named(string setting, string value, string failure)
    {
        var invalid = Assert.Throws<OptionsValidationException>(() => Bind((setting, value)));

        Assert.Equal($"Modules:Payment:Provider:{setting}{failure}", Assert.Single(invalid.Failures));
    }

    [Theory]
    [InlineData("TotalTimeout", "00:00:50")]
    [InlineData("Retries", "0")]
    [InlineData("BreakerFailureRatio", "1")]
    [InlineData("BreakerMinimumThroughput", "2")]
    [InlineData("MaxConcurrentCalls", "1")]
    [InlineData("MaxQueuedCalls", "0")]
    public void The_ends_of_a_range_belong_to_it(string setting, string value) => Bind((setting, value));

    [Fact]
    public void Every_failure_is_told_at_once()
    {
        var invalid = Assert.Throws<OptionsValidationException>(() => Bind(("Retries", "-1"), ("MaxConcurrentCalls", "0")));

        Assert.Equal(2, invalid.Failures.Count());
    }

    [Fact]
    public void A_host_with_a_setting_out_of_its_range_does_not_start()
    {
        using var services = Services(("Retries", "-1"));

        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
    }

    static PaymentProviderOptions Bind(params (string Setting, string Value)[] settings)
    {
        using var services = Services(settings);
        return services.GetRequiredService<IOptions<PaymentProviderOptions>>().Value;
    }

    static ServiceProvider Services(params (string Setting, string Value)[] settings)
    {
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create<string, string?>(pair.Setting, pair.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddResilientPaymentProvider<NoProvider>(section);
        return services.BuildServiceProvider();
    }

    sealed class NoProvider : IPaymentProvider
    {
        public Task<ChargeResult> ChargeAsync(Guid idempotencyKey, Kernel.Money amount, string token, CancellationToken cancellation) =>
            ScriptedProvider.Approve();

        public Task RefundAsync(Guid idempotencyKey, CancellationToken cancellation) => Task.CompletedTask;
    }
}
