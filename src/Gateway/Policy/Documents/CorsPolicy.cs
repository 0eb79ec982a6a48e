namespace Modular.Gateway.Policy;

/// <summary>Which pages of other origins may ask.</summary>
/// <param name="AllowOrigins">One of them suffices.</param>
/// <param name="MaxAge">How long a browser may remember a preflight. Null: not said.</param>
/// <param name="AllowCredentials">Null: not said.</param>
/// <param name="ForwardUnmatchedPreflights">Whether a preflight of an origin that is not allowed goes on to the service, as in Istio where nothing is said.</param>
sealed record CorsPolicy(
    IReadOnlyList<StringMatch> AllowOrigins,
    IReadOnlyList<string> AllowMethods,
    IReadOnlyList<string> AllowHeaders,
    IReadOnlyList<string> ExposeHeaders,
    TimeSpan? MaxAge,
    bool? AllowCredentials,
    bool ForwardUnmatchedPreflights);
