namespace Modular.Gateway.Policy.Reading;

static class HttpRouteReader
{
    public static HttpRoute Read(Fields route)
    {
        route.Refuse("delegate", "a VirtualService cannot be put together from several; write the routes here");
        route.ExactlyOne("route", "redirect", "directResponse");
        RefuseWithoutDestination(route);
        return new()
        {
            Name = route["name"]?.Text(),
            Matches = route["match"]?.SomeOf(static match => match.Object(HttpMatchReader.Read)) ?? [],
            Destinations = route["route"] is { } destinations ? DestinationsReader.Read(destinations) : [],
            Redirect = route["redirect"]?.Object(HttpActionsReader.Redirect),
            DirectResponse = route["directResponse"]?.Object(HttpActionsReader.DirectResponse),
            Rewrite = route["rewrite"]?.Object(HttpActionsReader.Rewrite),
            Headers = route["headers"]?.Object(HeaderRulesReader.Read) ?? HeaderRules.None,
            Timeout = route["timeout"]?.Duration(min: TimeSpan.Zero),
            Retries = route["retries"]?.Object(RetriesReader.Read),
            Fault = route["fault"]?.Object(FaultReader.Read),
            Mirrors = MirrorsReader.Read(route),
            Cors = route["corsPolicy"]?.Object(CorsReader.Read),
        };
    }

    /// <summary>What is done to requests that are sent on means nothing for those that the gateway answers.</summary>
    static void RefuseWithoutDestination(Fields route)
    {
        if (route["redirect"] is null && route["directResponse"] is null)
            return;
        foreach (var name in (string[])["rewrite", "timeout", "retries", "mirror", "mirrors", "mirrorPercentage", "mirrorPercent"])
        {
            if (route[name] is { } field)
                field.Error("needs a route: a redirect or directResponse is answered by the gateway");
        }
    }
}
