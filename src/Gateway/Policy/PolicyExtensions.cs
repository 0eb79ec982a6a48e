using Modular.Gateway.Configuration;
using Modular.Gateway.Decisions;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Policy.Sources;

namespace Modular.Gateway.Policy;

/// <summary>The documents that the gateway obeys.</summary>
static class PolicyExtensions
{
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is out of its range.</exception>
    public static void AddPolicies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.Read<PoliciesOptions>(PoliciesOptions.Section));
        var mesh = builder.Configuration.Read<MeshOptions>(MeshOptions.Section);
        builder.Services.AddSingleton(services => new PolicyStore(services.GetRequiredService<DecisionLog>(), services.GetRequiredService<ILogger<PolicyStore>>()) { HasMesh = mesh.IsSet });
        builder.Services.AddSingleton<PolicyApi>();
        builder.Services.AddSingleton<SharedPolicies>();
        builder.Services.AddSingleton<RegistrySource>();
        builder.Services.AddHostedService<FolderSource>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<RegistrySource>());
    }
}
