using Modular.ServiceDefaults.Discovery.Registration;

namespace Modular.Host.Topology;

/// <summary>From level 4 each process makes the modules that it runs known, each as a service.</summary>
static class Announcements
{
    const string Address = "Registry:Address";
    const string DefaultAddress = "http://127.0.0.1:8500";

    public static void AddAnnouncements(this WebApplicationBuilder builder, TopologyOptions topology)
    {
        if (!topology.Level.IsDiscovered)
            return;
        if (!builder.Configuration.GetSection("Registry:Consul").GetChildren().Any() && string.IsNullOrEmpty(builder.Configuration[Address]))
            builder.Configuration[Address] = DefaultAddress;

        var instance = InstanceOptions.From(builder.Configuration);
        foreach (var module in topology.Here)
            builder.AddSelfRegistration(module.Name, _ => ServiceDescription.Of(module, instance));
    }
}
