using System.Globalization;

namespace Modular.ServiceDefaults.Discovery;

/// <summary>The ids that instances of ours have.</summary>
public static class InstanceId
{
    /// <returns><c>&lt;service&gt;-&lt;host&gt;-&lt;port&gt;</c>.</returns>
    public static string Of(string service, Uri address) => string.Create(CultureInfo.InvariantCulture, $"{service}-{address.IdnHost}-{address.Port}");
}
