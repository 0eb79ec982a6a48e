using Modular.Gateway.Forwarding;

namespace Modular.Gateway.Measuring;

/// <summary>What tells the series of a metric apart. All are bounded: by what is registered now, by what documents name, or by an enumeration.</summary>
static class Labels
{
    public static KeyValuePair<string, object?> Service(string name) => new("service", name);

    /// <param name="name">Null, shown as empty, for all instances of a service.</param>
    public static KeyValuePair<string, object?> Subset(string? name) => new("subset", name ?? "");

    /// <param name="id">Of an instance.</param>
    public static KeyValuePair<string, object?> Destination(string id) => new("destination", id);

    /// <param name="version">As registered; null, shown as empty, for none.</param>
    public static KeyValuePair<string, object?> Version(string? version) => new("version", version ?? "");

    public static KeyValuePair<string, object?> Outcome(Outcome outcome) => new("outcome", outcome.Name());

    public static KeyValuePair<string, object?> State(string state) => new("state", state);

    /// <param name="route">Its name in the document, else its place in the list.</param>
    public static KeyValuePair<string, object?> Route(string route) => new("route", route);

    /// <param name="service">Where a route leads.</param>
    public static KeyValuePair<string, object?> Target(string service) => new("target", service);
}
