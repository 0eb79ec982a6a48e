using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Modular.Architecture.Tests.Contracts;

/// <summary>
/// The JSON of a type as paths and types, such as <c>lines[].quantity: int32</c>. A <c>?</c> means that it may be null, and
/// <c>= value</c> what it is when it is absent.
/// </summary>
static class ContractShape
{
    public static SortedDictionary<string, string> Of(Type type, JsonSerializerOptions naming)
    {
        var options = new JsonSerializerOptions(naming);
        options.MakeReadOnly(populateMissingResolver: true);
        var shape = new SortedDictionary<string, string>(StringComparer.Ordinal);
        AddProperties(options.GetTypeInfo(type), "", shape);
        return shape;
    }

    static void AddProperties(JsonTypeInfo type, string path, SortedDictionary<string, string> shape)
    {
        foreach (var property in type.Properties.Where(property => property.Get is not null))
        {
            var isNullable = property.IsGetNullable && (!property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null);
            var whenAbsent = property.AssociatedParameter is { HasDefaultValue: true } parameter ? $" = {parameter.DefaultValue ?? "null"}" : "";
            Add(property.PropertyType, path + property.Name, $"{(isNullable ? "?" : "")}{whenAbsent}", type.Options, shape);
        }
    }

    static void Add(Type declared, string path, string suffix, JsonSerializerOptions options, SortedDictionary<string, string> shape)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var info = options.GetTypeInfo(type);
        shape[path] = NameOf(type, info.Kind) + suffix;
        if (info.Kind == JsonTypeInfoKind.Object && type != typeof(object))
            AddProperties(info, path + ".", shape);
        else if (info.ElementType is { } element)
            Add(element, path + (info.Kind == JsonTypeInfoKind.Dictionary ? "{}" : "[]"), "", options, shape);
    }

    static string NameOf(Type type, JsonTypeInfoKind kind) => kind switch
    {
        JsonTypeInfoKind.Object when type != typeof(object) => "object",
        JsonTypeInfoKind.Enumerable => "array",
        JsonTypeInfoKind.Dictionary => "map",
        _ when type.IsEnum => string.Join('|', Enum.GetNames(type)),
        _ when type == typeof(object) => "any",
        _ when type == typeof(DateTimeOffset) => "date-time",
        _ => char.ToLowerInvariant(type.Name[0]) + type.Name[1..],
    };
}
