using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace Modular.Host.Topology;

/// <summary>What a message is about: messages of one key stay in order. Its order, else its stock item.</summary>
static class MessageKey
{
    static readonly string[] Names = ["OrderId", "Sku"];

    static readonly ConcurrentDictionary<Type, PropertyInfo?> Properties = new();

    /// <returns>Null for a message that is about neither: its order does not matter.</returns>
    public static string? Of(object? message) => message is null
        ? null
        : Convert.ToString(Properties.GetOrAdd(message.GetType(), Find)?.GetValue(message), CultureInfo.InvariantCulture) is { Length: > 0 } key ? key : null;

    static PropertyInfo? Find(Type type) => Names.Select(name => type.GetProperty(name)).FirstOrDefault(property => property is not null);
}
