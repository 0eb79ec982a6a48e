using Microsoft.Extensions.DependencyInjection;
using Modular.Kernel;
using Modular.Payment.Capturing;
using Modular.Payment.Contracts;
using Modular.Payment.Resilience;
using Modular.Payment.Simulation;
using Wolverine;

namespace Modular.Payment;

/// <summary>Captures and refunds money through a payment provider.</summary>
public sealed class PaymentModule : IModule
{
    public string Name => "payment";

    public Type StoreType => typeof(IPaymentStore);

    public IReadOnlyList<Type> Accepts { get; } = [typeof(CapturePayment), typeof(RefundPayment)];

    public void AddServices(IServiceCollection services, ModuleSettings settings)
    {
        services.AddModuleStore<IPaymentStore>("payments", settings, store =>
        {
            store.Events.MapEventType<Captured>("payment.captured.v1");
            store.Events.MapEventType<Declined>("payment.declined.v1");
            store.Events.MapEventType<Refunded>("payment.refunded.v1");
            store.Events.MapEventType<Voided>("payment.voided.v1");
            store.Projections.LiveStreamAggregation<Payment>();
        });
        services.AddSingleton<IRehearsal, PaymentRehearsal>();
        services.AddSimulatedPaymentProvider(settings.Database);
        services.AddResilientPaymentProvider<SimulatedPaymentProvider>(settings.Configuration.GetSection("Provider"));
    }

    public void Configure(WolverineOptions options) => options.UseModuleStore<IPaymentStore>();
}
