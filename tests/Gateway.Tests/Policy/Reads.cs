using Modular.Gateway.Policy;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Tests.Policy;

/// <summary>Reads documents of which a test writes only the part that it is about.</summary>
static class Reads
{
    public const string Source = "order.yaml";

    public static string VirtualService(string spec, string name = "order") => Document("networking.istio.io/v1", "VirtualService", name, spec);

    public static string DestinationRule(string spec, string name = "order") => Document("networking.istio.io/v1", "DestinationRule", name, spec);

    public static string Canary(string spec, string name = "order") => Document("flagger.app/v1beta1", "Canary", name, spec);

    /// <summary>A route to <c>order</c> that says something more; it is <c>spec.http[0]</c>.</summary>
    public static string Route(string fields) => VirtualService($$"""
        hosts: [order]
        http:
        - route:
          - destination: { host: order }
        {{Indented(fields, 2)}}
        """);

    public static HttpRoute GoodRoute(string fields) => Good<VirtualService>(Route(fields)).Http[0];

    public static T Good<T>(string text)
        where T : PolicyDocument
    {
        var read = Assert.Single(DocumentReader.Read(Source, text));
        Assert.Empty(read.Diagnostics);
        return Assert.IsType<T>(read.Document);
    }

    /// <summary>What is wrong, as <c>policy check</c> prints it, without the name of the file.</summary>
    public static IReadOnlyList<string> Faults(string text)
    {
        var read = DocumentReader.Read(Source, text);
        Assert.All(read.Where(document => document.HasErrors), document => Assert.Null(document.Document));
        return [.. read.SelectMany(document => document.Diagnostics).Select(fault => fault.ToString()[(Source.Length + 1)..])];
    }

    public static PolicyEntry Entry(string text, string source = Source, PolicyOrigin origin = PolicyOrigin.Folder) =>
        Assert.Single(PolicyEntry.Next(origin, [], DocumentReader.Read(source, text)));

    static string Document(string version, string kind, string name, string spec) => $"""
        apiVersion: {version}
        kind: {kind}
        metadata:
          name: {name}
        spec:
        {Indented(spec, 2)}
        """;

    static string Indented(string text, int by) => string.Join('\n', text.Split('\n').Select(line => new string(' ', by) + line));
}
