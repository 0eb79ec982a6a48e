using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Modular.ServiceDefaults.Discovery.Registration;

/// <summary>How a process that is registered ends: section <c>Shutdown</c>. Checked at start.</summary>
public sealed record ShutdownOptions
{
    public const string Section = "Shutdown";

    /// <value>How long no request may have come until nobody is thought to send any more. Default 1 s; 0 to 1 min.</value>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>How long to wait for that, and for the requests in flight. Default 30 s; <see cref="Quiet"/> to 10 min.</value>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the section, with the default for what it does not say.</summary>
    /// <exception cref="OptionsValidationException">A value is out of its range; the message names each.</exception>
    public static ShutdownOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<ShutdownOptions>() ?? new();
        var failures = options.Failures().ToList();
        return failures.Count == 0 ? options : throw new OptionsValidationException(Section, typeof(ShutdownOptions), failures);
    }

    IEnumerable<string> Failures()
    {
        if (Quiet < TimeSpan.Zero || Quiet > TimeSpan.FromMinutes(1))
            yield return $"Shutdown:Quiet is {Quiet}; it must be between 0 and 1 min.";
        if (Deadline < Quiet || Deadline > TimeSpan.FromMinutes(10))
            yield return $"Shutdown:Deadline is {Deadline}; it must be between Shutdown:Quiet ({Quiet}) and 10 min.";
    }
}
