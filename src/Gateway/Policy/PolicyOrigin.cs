namespace Modular.Gateway.Policy;

/// <summary>What documents come from. Of the same document in two of them, the later one counts.</summary>
enum PolicyOrigin
{
    /// <summary>A file in a folder.</summary>
    Folder,

    /// <summary>The registry's keys, which all gateways share.</summary>
    Registry,

    /// <summary>The gateway's own API. It is forgotten when the gateway stops.</summary>
    Api,
}
