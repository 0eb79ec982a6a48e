using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Modular.Payment.Provider;

namespace Modular.Payment.Resilience;

static class ResilientPaymentProviderExtensions
{
    /// <summary>Puts <typeparamref name="TProvider"/> behind the pipeline as <em>the</em> <see cref="IPaymentProvider"/>.</summary>
    public static void AddResilientPaymentProvider<TProvider>(this IServiceCollection services, IConfiguration section)
        where TProvider : class, IPaymentProvider
    {
        services.AddOptions<PaymentProviderOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PaymentProviderOptions>, PaymentProviderOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TProvider>();
        services.AddSingleton<IPaymentProvider>(provider => new ResilientPaymentProvider(
            provider.GetRequiredService<TProvider>(),
            PaymentPipeline.Build(
                provider.GetRequiredService<IOptions<PaymentProviderOptions>>().Value,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>())));
    }
}
