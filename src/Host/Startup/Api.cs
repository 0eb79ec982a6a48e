using System.Text.Json;
using System.Text.Json.Serialization;
using Modular.ServiceDefaults.Correlation;
using Scalar.AspNetCore;
using Wolverine.Http;

namespace Modular.Host.Startup;

/// <summary>The HTTP API: its JSON, its endpoints and their documentation.</summary>
static class Api
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddWolverineHttp();
        builder.Services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Modular";
            document.Info.Description = "Orders, inventory and payments. Errors are RFC 9457 problem details.";
            return Task.CompletedTask;
        }));
        builder.Services.ConfigureHttpJsonOptions(options => UseConventions(options.SerializerOptions));
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapWolverineEndpoints(options =>
        {
            options.RejectUnparseableQueryValues = true;
            options.UseCorrelation();
        });
        app.MapOpenApi();
        app.MapScalarApiReference("/scalar", options => options.WithTitle("Modular").WithOpenApiRoutePattern("/openapi/v1.json"));
        app.MapGet("/", () => Index.Of(app.Urls)).ExcludeFromDescription();
    }

    static void UseConventions(JsonSerializerOptions json)
    {
        json.Converters.Add(new JsonStringEnumConverter());
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
    }
}
