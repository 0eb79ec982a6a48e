namespace Modular.Kernel;

/// <summary>A text that people or programs give as a name: an id, a SKU, a reason.</summary>
public static class ShortText
{
    public const int MaxLength = 100;

    /// <summary>
    /// Whether it says something, in 1 to <see cref="MaxLength"/> characters, none of which is a control character: PostgreSQL cannot
    /// store U+0000, and no log line or table should be broken by the others.
    /// </summary>
    public static bool IsValid(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxLength && !text.Any(char.IsControl);
}
