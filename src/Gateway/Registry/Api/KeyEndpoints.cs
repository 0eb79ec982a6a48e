using System.Globalization;
using System.Net.Mime;
using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry.Api;

/// <summary><c>/v1/kv</c>. Source: Consul's documentation of it.</summary>
static class KeyEndpoints
{
    /// <summary>512 KiB, Consul's <c>kv_max_value_size</c>.</summary>
    public const int LongestValue = 512 * 1024;

    public static void MapKeys(this IEndpointRouteBuilder api, RegistryState state, BlockingReads reads)
    {
        api.MapGet("/kv/{**key}", (string? key, HttpRequest request) => Get(state.Keys, reads, RestOfPath.Unescaped(key), request));
        api.MapPut("/kv/{**key}", (string? key, HttpRequest request, CancellationToken cancellation) => PutAsync(state, RestOfPath.Unescaped(key), request, cancellation));
        api.MapDelete("/kv/{**key}", (string? key, HttpRequest request) => Delete(state, RestOfPath.Unescaped(key), request.Query));
    }

    static Task<IResult> Get(KeyStore keys, BlockingReads reads, string key, HttpRequest request)
    {
        var query = request.Query;
        if (query.ContainsKey("keys"))
            return reads.AnswerAsync(request, () => keys.Under(key), found => ListOrNone(Names(found, key, query["separator"].ToString())));
        if (query.ContainsKey("recurse"))
            return reads.AnswerAsync(request, () => keys.Under(key), ListOrNone);
        if (key.Length == 0)
            return Task.FromResult(Answers.BadRequest("Missing key name"));
        return reads.AnswerAsync(request, () => keys.Get(key), found => One(found, isRaw: query.ContainsKey("raw")));
    }

    static IResult One(KeyView? found, bool isRaw) =>
        found is null ? TypedResults.NotFound()
        : isRaw ? TypedResults.Bytes(found.Value ?? [], MediaTypeNames.Text.Plain)
        : Answers.Of(new[] { found });

    static IResult ListOrNone<T>(IReadOnlyList<T> found) => found.Count == 0 ? TypedResults.NotFound() : Answers.Of(found);

    /// <summary>The names up to the separator, where there is one behind the prefix, each once.</summary>
    static IReadOnlyList<string> Names(IReadOnlyList<KeyView> found, string prefix, string separator)
    {
        if (separator.Length == 0)
            return [.. found.Select(entry => entry.Key)];

        return [.. found.Select(entry => entry.Key.IndexOf(separator, prefix.Length, StringComparison.Ordinal) is >= 0 and var end
            ? entry.Key[..(end + separator.Length)]
            : entry.Key).Distinct(StringComparer.Ordinal)];
    }

    static async Task<IResult> PutAsync(RegistryState state, string key, HttpRequest request, CancellationToken cancellation)
    {
        var query = request.Query;
        if (key.Length == 0)
            return Answers.BadRequest("Missing key name");
        if (Conflict(query, "cas", "acquire", "release") is { } conflict)
            return conflict;
        ulong flags = 0;
        if (query.ContainsKey("flags") && !TryNumber(query, "flags", out flags))
            return Answers.BadRequest("Invalid flags");
        ulong expected = 0;
        if (query.ContainsKey("cas") && !TryNumber(query, "cas", out expected))
            return Answers.BadRequest("Invalid cas");
        if (await ValueAsync(request, cancellation) is not { } value)
            return TypedResults.Text($"Request body too large, max size: {LongestValue} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge);

        lock (state.Gate)
        {
            if (query.TryGetValue("acquire", out var wanting))
                return state.Sessions.Exists($"{wanting}")
                    ? Answers.Of(state.Keys.Acquire(key, value, flags, $"{wanting}"))
                    : Answers.Failed($"invalid session \"{wanting}\"");
            if (query.TryGetValue("release", out var holding))
                return $"{holding}" is { Length: > 0 } holder ? Answers.Of(state.Keys.Release(key, value, flags, holder)) : Answers.Failed("missing session");
            return Answers.Of(state.Keys.Set(key, value, flags, query.ContainsKey("cas") ? expected : null));
        }
    }

    static IResult Delete(RegistryState state, string key, IQueryCollection query)
    {
        if (Conflict(query, "recurse", "cas") is { } conflict)
            return conflict;
        ulong expected = 0;
        if (query.ContainsKey("cas") && !TryNumber(query, "cas", out expected))
            return Answers.BadRequest("Invalid cas");

        lock (state.Gate)
        {
            if (query.ContainsKey("recurse"))
            {
                state.Keys.DeleteUnder(key);
                return Answers.Of(true);
            }

            return key.Length == 0
                ? Answers.BadRequest("Missing key name")
                : Answers.Of(state.Keys.Delete(key, query.ContainsKey("cas") ? expected : null));
        }
    }

    /// <returns>Null when there is more than <see cref="LongestValue"/>.</returns>
    static async Task<byte[]?> ValueAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var value = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (value.Length + read > LongestValue)
                return null;
            value.Write(buffer.AsSpan(0, read));
        }

        return value.ToArray();
    }

    static IResult? Conflict(IQueryCollection query, params ReadOnlySpan<string> flags)
    {
        string? first = null;
        foreach (var flag in flags)
            if (query.ContainsKey(flag))
            {
                if (first is not null)
                    return Answers.BadRequest($"Conflicting flags: {first} and {flag}");
                first = flag;
            }

        return null;
    }

    static bool TryNumber(IQueryCollection query, string name, out ulong number) =>
        ulong.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
