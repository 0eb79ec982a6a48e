namespace Modular.Gateway.Registry.Api;

/// <summary>Booleans of a query, as Consul reads them. Source: the documentation of Go's <c>strconv.ParseBool</c>.</summary>
static class QueryFlags
{
    /// <summary>Reads a flag: not set where it is missing, set where it stands alone.</summary>
    /// <returns>False when it has a value that is no boolean.</returns>
    public static bool TryRead(IQueryCollection query, string flag, out bool isSet)
    {
        isSet = query.TryGetValue(flag, out var value) && value.ToString().Length == 0;
        return isSet || !query.ContainsKey(flag) || TryParse(value, out isSet);
    }

    public static bool TryParse(string? text, out bool value)
    {
        value = text is "1" or "t" or "T" or "true" or "True" or "TRUE";
        return value || text is "0" or "f" or "F" or "false" or "False" or "FALSE";
    }
}
