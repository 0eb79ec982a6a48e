using System.Globalization;
using Modular.Gateway.Policy;

namespace Modular.Gateway.Traffic;

/// <summary>Lets pages of other origins ask, as a document allows. (Fetch standard, CORS protocol)</summary>
static class CrossOrigin
{
    /// <returns>Whether this was a preflight, and is answered.</returns>
    public static bool Apply(CorsPolicy policy, HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Headers.Origin is not [{ Length: > 0 } origin])
            return false;
        var isPreflight = HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0;
        if (!policy.AllowOrigins.Any(allowed => allowed.Matches(origin)))
        {
            if (!isPreflight || policy.ForwardUnmatchedPreflights)
                return false;
            response.StatusCode = StatusCodes.Status200OK;
            return true;
        }

        // Set when the answer starts, in place of what the service says of its own.
        response.OnStarting(() =>
        {
            Allow(policy, origin, isPreflight, response.Headers);
            return Task.CompletedTask;
        });
        if (isPreflight)
            response.StatusCode = StatusCodes.Status200OK;
        return isPreflight;
    }

    static void Allow(CorsPolicy policy, string origin, bool isPreflight, IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = origin;
        headers.Append("Vary", "Origin");
        if (policy.AllowCredentials == true)
            headers.AccessControlAllowCredentials = "true";
        if (!isPreflight)
        {
            if (policy.ExposeHeaders.Count > 0)
                headers.AccessControlExposeHeaders = string.Join(",", policy.ExposeHeaders);
            return;
        }

        if (policy.AllowMethods.Count > 0)
            headers.AccessControlAllowMethods = string.Join(",", policy.AllowMethods);
        if (policy.AllowHeaders.Count > 0)
            headers.AccessControlAllowHeaders = string.Join(",", policy.AllowHeaders);
        if (policy.MaxAge is { } age)
            headers.AccessControlMaxAge = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }
}
