using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Modular.Gateway.Discovery.Drains;

/// <summary>That an instance is to get nothing, or again what it should, as all gateways of a registry share it: the value of a key, in JSON.</summary>
/// <param name="Change">One more with each change, whoever made it: what is older than what is known is not obeyed.</param>
/// <param name="IsDrained">False once that was taken back: that the key was there is no news to who was told of it, that it is gone may be its loss.</param>
/// <param name="At">When.</param>
/// <param name="By">The gateway that was asked for it.</param>
sealed record DrainRecord(string Service, string Id, string Address, long Change, bool IsDrained, DateTimeOffset At, string By)
{
    /// <summary>Below it, one key for each instance.</summary>
    public const string Prefix = "modular/drains/";

    public InstanceKey Instance => new(Id, Address);

    /// <summary>Ids and addresses have characters in them that paths and keys do not agree on: the key has their hash, and the value themselves.</summary>
    public string Key =>
        $"{Prefix}{Service.ToLowerInvariant()}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Id}\n{Address}")).AsSpan(0, 8))}";

    /// <exception cref="JsonException">It is none.</exception>
    public static DrainRecord Parse(string text) =>
        JsonSerializer.Deserialize<DrainRecord>(text, JsonSerializerOptions.Web) is { Service: not null, Id: not null, Address: not null, By: not null } record
            ? record
            : throw new JsonException("it says neither of which service nor of which instance");

    public override string ToString() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
