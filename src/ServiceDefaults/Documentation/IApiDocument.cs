using System.Text.Json.Nodes;

namespace Modular.ServiceDefaults.Documentation;

/// <summary>The OpenAPI document of what is reached at an address: one process's own, or that of all services behind a gateway.</summary>
public interface IApiDocument
{
    /// <summary>The document as <see cref="ApiDocuments.Merge"/> makes it. Not to be changed: others read the same.</summary>
    ValueTask<JsonObject> GetAsync(CancellationToken cancellation);
}
