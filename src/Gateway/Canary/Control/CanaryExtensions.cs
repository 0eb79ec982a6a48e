using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Configuration;

namespace Modular.Gateway.Canary.Control;

/// <summary>The rollouts of new versions.</summary>
static class CanaryExtensions
{
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is out of its range.</exception>
    public static void AddCanaries(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.Read<CanaryOptions>(CanaryOptions.Section));
        builder.Services.AddSingleton(new JudgeOptions());
        builder.Services.AddSingleton<CanaryBook>();
        builder.Services.AddSingleton<Webhooks>();
        builder.Services.AddSingleton<CanaryController>();
        builder.Services.AddSingleton<CanaryApi>();
        builder.Services.AddHostedService<CanaryLeader>();
    }
}
