using Microsoft.Extensions.Primitives;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>Removes, sets and adds headers, in this order.</summary>
static class HeaderChanges
{
    public static void Apply(this HeaderOperations operations, IHeaderDictionary headers)
    {
        if (operations.IsEmpty)
            return;
        foreach (var name in operations.Remove)
            headers.Remove(name);
        foreach (var (name, value) in operations.Set)
            headers[name] = value;
        foreach (var (name, value) in operations.Add)
            headers[name] = StringValues.Concat(headers[name], value);
    }
}
