using Microsoft.Extensions.DependencyInjection.Extensions;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Configuration;
using Modular.ServiceDefaults.Discovery.Keys;

namespace Modular.Gateway.Canary.Control;

/// <summary>The rollouts of new versions.</summary>
static class CanaryExtensions
{
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is out of its range.</exception>
    public static void AddCanaries(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.Read<CanaryOptions>(CanaryOptions.Section));
        // Where there is no registry to share them with, rollouts live as long as the gateway.
        builder.Services.TryAddSingleton<IKeyValueStore, MemoryKeys>();
        builder.Services.AddSingleton(new JudgeOptions());
        builder.Services.AddSingleton<CanaryBook>();
        builder.Services.AddSingleton<Webhooks>();
        builder.Services.AddSingleton<CanaryController>();
        builder.Services.AddSingleton<CanaryApi>();
        builder.Services.AddHostedService<CanaryLeader>();
    }
}
