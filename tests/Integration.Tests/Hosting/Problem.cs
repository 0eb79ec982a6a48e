using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Modular.Integration.Tests.Hosting;

/// <summary>An error as RFC 9457 wants it, and as this system promises it.</summary>
static class Problem
{
    /// <summary>The body, after checking what every error must have.</summary>
    public static async Task<JsonElement> OfAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.StartsWith("urn:modular:problem:", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("traceId").GetString());
        return problem;
    }

    /// <summary>The fields that are listed as wrong.</summary>
    public static async Task<IEnumerable<string>> FieldsAsync(HttpResponseMessage response) =>
        (await OfAsync(response, HttpStatusCode.UnprocessableEntity)).GetProperty("errors").EnumerateObject().Select(error => error.Name);
}
