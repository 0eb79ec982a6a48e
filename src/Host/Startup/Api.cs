using System.Text.Json;
using System.Text.Json.Serialization;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Documentation;
using Wolverine.Http;

namespace Modular.Host.Startup;

/// <summary>The HTTP API: its JSON, its endpoints and their documentation.</summary>
static class Api
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddWolverineHttp();
        builder.AddDocumentation("Modular", "Orders, inventory and payments. Errors are RFC 9457 problem details.");
        builder.Services.ConfigureHttpJsonOptions(options => UseConventions(options.SerializerOptions));
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapWolverineEndpoints(options =>
        {
            options.RejectUnparseableQueryValues = true;
            options.UseCorrelation();
        });
        app.MapDocumentation();
    }

    static void UseConventions(JsonSerializerOptions json)
    {
        json.Converters.Add(new JsonStringEnumConverter());
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
    }
}
