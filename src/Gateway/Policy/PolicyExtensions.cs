using Modular.Gateway.Configuration;
using Modular.Gateway.Policy.Sources;

namespace Modular.Gateway.Policy;

/// <summary>The documents that the gateway obeys.</summary>
static class PolicyExtensions
{
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is out of its range.</exception>
    public static void AddPolicies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.Read<PoliciesOptions>(PoliciesOptions.Section));
        builder.Services.AddSingleton<PolicyStore>();
        builder.Services.AddSingleton<PolicyApi>();
        builder.Services.AddHostedService<FolderSource>();
    }
}
