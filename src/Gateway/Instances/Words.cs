using System.Text.Json;

namespace Modular.Gateway.Instances;

/// <summary>The names of enumerated values as they leave the process.</summary>
static class Words
{
    /// <summary><c>SlowStart</c> is <c>slow-start</c>.</summary>
    public static string Kebab<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
