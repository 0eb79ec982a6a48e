using Microsoft.Extensions.Options;

namespace Modular.Gateway.Registry;

/// <summary>The embedded registry: section <c>Registry:Embedded</c>. Checked at start.</summary>
public sealed record EmbeddedRegistryOptions
{
    public const string Section = "Registry:Embedded";

    /// <value>Whether it runs. Default: only when no other registry is configured.</value>
    public bool? Enabled { get; init; }

    /// <value>Where it answers: http, on loopback, since it asks nobody who they are. Default http://127.0.0.1:8500; port 0 takes a free one.</value>
    public Uri Address { get; init; } = new("http://127.0.0.1:8500");

    /// <value>Whether it may answer others than this machine, as in a network of containers. Default false: it asks nobody who they are.</value>
    public bool AllowRemote { get; init; }

    /// <value>
    /// A file in which its keys outlive it; services, checks and sessions never do. A relative path starts at the current directory. Default
    /// empty: in memory only.
    /// </value>
    public string KeysFile { get; init; } = "";

    /// <value>Where the gateway itself reads it: "any address" is one to listen on, not one to call.</value>
    internal Uri OwnAddress => Address.IdnHost switch
    {
        "0.0.0.0" => At("127.0.0.1"),
        "::" => At("[::1]"),
        _ => Address,
    };

    /// <summary>Reads the section, with the default for what it does not say.</summary>
    /// <exception cref="OptionsValidationException">A value is out of its range; the message names each.</exception>
    public static EmbeddedRegistryOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<EmbeddedRegistryOptions>() ?? new();
        return options.Address is { IsAbsoluteUri: true, Scheme: "http" } && (options.AllowRemote || options.Address.IsLoopback)
            ? options
            : throw new OptionsValidationException(Section, typeof(EmbeddedRegistryOptions),
                [$"{Section}:Address must be an http URL on loopback, such as http://127.0.0.1:8500, not '{options.Address}': it has no access control. Use Consul for more than one machine, or set {Section}:AllowRemote in a network that you trust."]);
    }

    Uri At(string host) => new UriBuilder(Address) { Host = host }.Uri;
}
