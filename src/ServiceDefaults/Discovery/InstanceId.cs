using System.Globalization;

namespace Modular.ServiceDefaults.Discovery;

/// <summary>The ids that instances have. Each contains the address: so it stays what it is whoever comes or goes beside it, and no other has it.</summary>
public static class InstanceId
{
    /// <returns>What an instance of ours registers as: <c>&lt;service&gt;-&lt;host&gt;-&lt;port&gt;</c>.</returns>
    public static string Of(string service, Uri address) => string.Create(CultureInfo.InvariantCulture, $"{service}-{address.IdnHost}-{address.Port}");

    /// <summary>The id of an instance that somebody else named, who may have named others the same.</summary>
    /// <returns>The id itself where host and port are in it, else <c>&lt;id&gt;@&lt;host&gt;:&lt;port&gt;</c>.</returns>
    public static string At(string id, Uri address)
    {
        var port = address.Port.ToString(CultureInfo.InvariantCulture);
        return id.Contains(address.IdnHost, StringComparison.OrdinalIgnoreCase) && id.Contains(port, StringComparison.Ordinal)
            ? id
            : $"{id}@{address.Host}:{port}";
    }
}
