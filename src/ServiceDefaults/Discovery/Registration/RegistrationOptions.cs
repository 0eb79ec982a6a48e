using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Modular.ServiceDefaults.Discovery.Registration;

/// <summary>How a process makes itself known: section <c>Registry</c>. Checked at start.</summary>
public sealed record RegistrationOptions
{
    public const string Section = "Registry";

    /// <value>
    /// Where others reach this process: a URL, or a host alone, with the scheme and the port that it listens on. Unset: where it listens, and
    /// for all interfaces the first address of this machine that is not loopback.
    /// </value>
    public string? Advertise { get; init; }

    /// <value>How long the registration passes without being renewed, which is done at a third of it. Default 15 s; 1 s to 10 min.</value>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Reads the section, with the default for what it does not say.</summary>
    /// <exception cref="OptionsValidationException">A value is out of its range; the message names each.</exception>
    public static RegistrationOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<RegistrationOptions>() ?? new();
        var failures = options.Failures().ToList();
        return failures.Count == 0 ? options : throw new OptionsValidationException(Section, typeof(RegistrationOptions), failures);
    }

    IEnumerable<string> Failures()
    {
        if (Advertise is not null && AdvertisedAddress.Of(Advertise, new Uri("http://127.0.0.1:1")) is null)
            yield return $"Registry:Advertise must be an http or https URL or a host, not '{Advertise}'.";
        if (TimeToLive < TimeSpan.FromSeconds(1) || TimeToLive > TimeSpan.FromMinutes(10))
            yield return $"Registry:TimeToLive is {TimeToLive}; it must be between 1 s and 10 min.";
    }
}
