namespace Modular.ServiceDefaults.Discovery.Keys;

/// <summary>A key with its value, as it was at one moment.</summary>
/// <param name="Value">UTF-8 text.</param>
/// <param name="Version">Of this value; another one has a higher version. Above 0.</param>
public sealed record StoredKey(string Key, string Value, ulong Version);
