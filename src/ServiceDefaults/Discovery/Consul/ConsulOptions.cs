using Microsoft.Extensions.Options;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>How one Consul is reached and read: section <c>Registry:Consul:&lt;name&gt;</c>. Checked at start.</summary>
public sealed record ConsulOptions
{
    /// <value>Where its HTTP API answers: scheme, host and port. Default http://127.0.0.1:8500, the local agent.</value>
    public Uri Address { get; init; } = new("http://127.0.0.1:8500");

    /// <value>The ACL token, sent as <c>X-Consul-Token</c>. None by default.</value>
    public string? Token { get; init; }

    /// <value>A PEM file with the authorities that may have signed Consul's certificate. Unset: those of the machine. Certificates are always checked.</value>
    public string? CaFile { get; init; }

    /// <value>A PEM file with this process's own certificate, for a Consul with <c>verify_incoming</c>. Unset: none is shown.</value>
    public string? CertificateFile { get; init; }

    /// <value>The PEM file of its key. Unset: <see cref="CertificateFile"/> holds it too.</value>
    public string? KeyFile { get; init; }

    /// <value>How long a blocking query waits for a change. Default 5 min, as Consul's; 1 s to 10 min.</value>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(5);

    /// <value>How long a request may take beyond what it was told to wait. Default 10 s; 100 ms to 2 min.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>
    /// Reads may be answered by any server (<c>stale</c>). One whose server last heard of its leader longer ago than this is asked again
    /// consistently. Default 10 s; 0 (every read is asked for consistently once it is not the leader's) to 1 h.
    /// </value>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromSeconds(10);

    /// <value>The ceiling of the pause before the first retry; it doubles with each further one, and the pause is anything below it. Default 250 ms; 10 ms to 60 s.</value>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <value>The highest ceiling of that pause. Default 60 s; <see cref="FirstRetry"/> to 10 min.</value>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>Reads that may be under way at once and do not block: of 1,000 services at the start, for one. Default 32; 1 to 1,000.</value>
    public int ConcurrentReads { get; init; } = 32;

    /// <value>When Consul forgets an instance whose check failed all along. Default and least 1 min: it cleans up, and detects no failure. At most 7 days.</value>
    public TimeSpan DeregisterCriticalAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Holds every value to its range.</summary>
    /// <param name="section">Where the values stand in the configuration, for the message.</param>
    /// <exception cref="OptionsValidationException">A value is out of its range; the message names each.</exception>
    public ConsulOptions Validated(string section)
    {
        var failures = Failures(section).ToList();
        return failures.Count == 0 ? this : throw new OptionsValidationException(section, typeof(ConsulOptions), failures);
    }

    IEnumerable<string> Failures(string section)
    {
        if (!Address.IsAbsoluteUri || Address.Scheme is not ("http" or "https"))
            yield return $"{section}:Address must be an http or https URL, not '{Address}'.";
        if (Token is not null && string.IsNullOrWhiteSpace(Token))
            yield return $"{section}:Token is blank: give a token or leave it out.";
        if (CaFile is not null && !File.Exists(CaFile))
            yield return $"{section}:CaFile is '{CaFile}', which is no file.";
        if (CertificateFile is not null && !File.Exists(CertificateFile))
            yield return $"{section}:CertificateFile is '{CertificateFile}', which is no file.";
        if (KeyFile is not null && CertificateFile is null)
            yield return $"{section}:KeyFile is given without {section}:CertificateFile.";
        if (Wait < TimeSpan.FromSeconds(1) || Wait > TimeSpan.FromMinutes(10))
            yield return $"{section}:Wait is {Wait}; it must be between 1 s and 10 min.";
        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromMinutes(2))
            yield return $"{section}:Timeout is {Timeout}; it must be between 100 ms and 2 min.";
        if (MaxStale < TimeSpan.Zero || MaxStale > TimeSpan.FromHours(1))
            yield return $"{section}:MaxStale is {MaxStale}; it must be between 0 and 1 h.";
        if (FirstRetry < TimeSpan.FromMilliseconds(10) || FirstRetry > TimeSpan.FromSeconds(60))
            yield return $"{section}:FirstRetry is {FirstRetry}; it must be between 10 ms and 60 s.";
        if (LongestRetry < FirstRetry || LongestRetry > TimeSpan.FromMinutes(10))
            yield return $"{section}:LongestRetry is {LongestRetry}; it must be between {section}:FirstRetry ({FirstRetry}) and 10 min.";
        if (ConcurrentReads is < 1 or > 1000)
            yield return $"{section}:ConcurrentReads is {ConcurrentReads}; it must be between 1 and 1000.";
        if (DeregisterCriticalAfter < TimeSpan.FromMinutes(1) || DeregisterCriticalAfter > TimeSpan.FromDays(7))
            yield return $"{section}:DeregisterCriticalAfter is {DeregisterCriticalAfter}; it must be between 1 min (Consul's least) and 7 days.";
    }
}
