namespace Modular.Host.Startup;

/// <summary>What <c>GET /</c> answers: every way in.</summary>
static class Index
{
    public static object Of(IEnumerable<string> addresses) => new
    {
        name = "Modular",
        addresses,
        links = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["orders"] = "/api/orders",
            ["inventory"] = "/api/inventory",
            ["payment of an order"] = "/api/payments/{orderId}",
            ["documentation"] = "/scalar",
            ["openapi"] = "/openapi/v1.json",
            ["live"] = "/health/live",
            ["ready"] = "/health/ready",
            ["metrics"] = "/metrics",
        },
    };
}
