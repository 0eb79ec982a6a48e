using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Scalar.AspNetCore;

namespace Modular.ServiceDefaults.Documentation;

/// <summary>What tells people and programs what the API is, the same from one process as from a gateway before many.</summary>
public static class DocumentationExtensions
{
    const string DocumentName = "v1";
    const string Json = "application/json; charset=utf-8";

    /// <summary>Documents this process's own endpoints.</summary>
    /// <param name="title">Part of the document: services that belong together have the same, for their gateway to show it.</param>
    /// <param name="description">As <paramref name="title"/>.</param>
    public static void AddDocumentation(this IHostApplicationBuilder builder, string title, string description)
    {
        builder.Services.AddOpenApi(DocumentName, options => options.AddDocumentTransformer((document, _, _) =>
        {
            (document.Info.Title, document.Info.Description) = (title, description);
            return Task.CompletedTask;
        }));
        builder.Services.AddSingleton<IApiDocument>(services => new OwnApiDocument(services.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName)));
    }

    /// <summary>Serves <c>/</c>, <c>/openapi/v1.json</c> and <c>/scalar</c>, from the <see cref="IApiDocument"/>.</summary>
    public static IEndpointConventionBuilder MapDocumentation(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").ExcludeFromDescription();
        group.MapGet("/", static (IApiDocument document, CancellationToken cancellation) => WriteAsync(document, ApiIndex.Of, cancellation));
        group.MapGet("/openapi/v1.json", static (IApiDocument document, CancellationToken cancellation) => WriteAsync(document, static whole => whole, cancellation));
        group.MapScalarApiReference("/scalar", options => options.WithTitle("API").WithOpenApiRoutePattern("/openapi/v1.json"));
        return group;
    }

    static async Task<IResult> WriteAsync(IApiDocument document, Func<JsonObject, JsonObject> part, CancellationToken cancellation) =>
        TypedResults.Bytes(ApiDocuments.Write(part(await document.GetAsync(cancellation))), Json);
}
