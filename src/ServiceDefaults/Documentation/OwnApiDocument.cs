using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Modular.ServiceDefaults.Documentation;

/// <summary>The document of this process's own endpoints, made once.</summary>
sealed class OwnApiDocument(IOpenApiDocumentProvider provider) : IApiDocument, IDisposable
{
    readonly SemaphoreSlim _gate = new(1);
    JsonObject? _document;

    public async ValueTask<JsonObject> GetAsync(CancellationToken cancellation)
    {
        if (_document is { } made)
            return made;
        await _gate.WaitAsync(cancellation);
        try
        {
            return _document ??= await MakeAsync(cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    async Task<JsonObject> MakeAsync(CancellationToken cancellation)
    {
        var document = await provider.GetOpenApiDocumentAsync(cancellation);
        var json = (JsonObject)JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation))!;
        return ApiDocuments.Merge([KeyValuePair.Create("", json)]);
    }
}
