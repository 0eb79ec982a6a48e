using System.Net.Mime;
using System.Text.Json;

namespace Modular.Gateway.Registry.Api;

/// <summary>Answers as Consul gives them: JSON with capital letters and without a charset, errors as plain text.</summary>
static class Answers
{
    static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    public static IResult Of<T>(T value) => TypedResults.Json(value, Json, MediaTypeNames.Application.Json);

    public static IResult BadRequest(string text) => TypedResults.Text(text, statusCode: StatusCodes.Status400BadRequest);

    public static IResult NotFound(string text) => TypedResults.Text(text, statusCode: StatusCodes.Status404NotFound);

    public static IResult Failed(string text) => TypedResults.Text(text, statusCode: StatusCodes.Status500InternalServerError);

    /// <summary>Gives an answer with 405 a text.</summary>
    public static async Task SayWhatIsNotAllowedAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            await TypedResults.Text($"method {context.Request.Method} not allowed", statusCode: StatusCodes.Status405MethodNotAllowed).ExecuteAsync(context);
    }

    /// <summary>Reads a JSON body, whatever its content type says: Consul does not look at it either.</summary>
    /// <returns>Null, with what is wrong.</returns>
    public static async Task<(T? Body, string Problem)> BodyAsync<T>(HttpRequest request, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return (await JsonSerializer.DeserializeAsync<T>(request.Body, Json, cancellation), "Request decode failed: no body");
        }
        catch (JsonException e)
        {
            return (null, $"Request decode failed: {e.Message}");
        }
    }
}
