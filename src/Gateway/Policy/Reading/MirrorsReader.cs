namespace Modular.Gateway.Policy.Reading;

/// <summary>Copies of requests: <c>mirrors</c>, or in its older way <c>mirror</c> with <c>mirrorPercentage</c> beside it.</summary>
static class MirrorsReader
{
    const double All = 100;

    public static IReadOnlyList<HttpMirror> Read(Fields route)
    {
        route.AtMostOne("mirror", "mirrors");
        var percentage = FaultReader.Percentage(route, "mirrorPercentage", old: "mirrorPercent") ?? All;
        if (route["mirror"] is { } mirror)
            return mirror.Object(DestinationsReader.Reference) is { } destination ? [new(destination, percentage)] : [];
        if ((route["mirrorPercentage"] ?? route["mirrorPercent"]) is { } lonely)
            lonely.Error("needs mirror; a destination in mirrors has its own percentage");
        return route["mirrors"]?.SomeOf(static item => item.Object(Mirror)) ?? [];
    }

    static HttpMirror Mirror(Fields fields) =>
        new(fields.Required("destination")?.Object(DestinationsReader.Reference) ?? new(""), FaultReader.Percentage(fields) ?? All);
}
