using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace Modular.ServiceDefaults.Hosting;

/// <summary>Where the API listens when nothing says otherwise.</summary>
public static class Addresses
{
    const string Default = "http://localhost:8000";

    // What can name an address: --urls and ASPNETCORE_URLS, the ports that container images set, and Kestrel's own section.
    static readonly string[] Settings = ["urls", "http_ports", "https_ports"];

    /// <summary>Listens on http://localhost:8000 unless the configuration names an address.</summary>
    public static void UseDefaultAddress(this WebApplicationBuilder builder)
    {
        var isNamed = Settings.Any(setting => !string.IsNullOrEmpty(builder.Configuration[setting]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!isNamed)
            builder.WebHost.UseUrls(Default);
    }
}
