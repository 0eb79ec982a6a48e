namespace Modular.ServiceDefaults.Discovery.Registration;

/// <summary>A service that this process is an instance of.</summary>
/// <param name="Metadata">What it says of itself; asked once, when the process is started and ready.</param>
sealed record Announcement(string Service, Func<IServiceProvider, ServiceMetadata> Metadata);
