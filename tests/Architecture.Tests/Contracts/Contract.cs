using System.Text.Json;

namespace Modular.Architecture.Tests.Contracts;

/// <summary>Something that is stored, sent or shown as JSON and outlives the process that wrote it.</summary>
/// <param name="Kind">Folder of its snapshot: <c>messages</c>, <c>events</c>, <c>documents</c> or <c>api</c>.</param>
/// <param name="Name">The stable name; for the API the class, which the JSON does not tell.</param>
/// <param name="Naming">How its properties are named in JSON.</param>
/// <param name="Write">As in production.</param>
/// <param name="Read">As in production.</param>
sealed record Contract(
    string Kind, string Name, Type Type, JsonSerializerOptions Naming, Func<object, string> Write, Func<string, object> Read)
{
    public string Id => $"{Kind}/{Name}";
}
