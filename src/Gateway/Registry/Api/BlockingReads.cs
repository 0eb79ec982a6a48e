using System.Globalization;
using Modular.Gateway.Registry.State;
using Modular.ServiceDefaults.Discovery;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Registry.Api;

/// <summary>
/// Answers reads: at once, or with <c>index</c> when what is read changes or <c>wait</c> (default 5 min, at most 10 min, and up to a
/// sixteenth longer) is over. Source: Consul's documentation of blocking queries.
/// </summary>
/// <remarks>An index that is ahead of ours is of another history, and answered at once: the client sees it go backwards.</remarks>
/// <param name="stopping">Ends all waiting: those who wait are answered as if their time were over.</param>
sealed class BlockingReads(RegistryIndex index, TimeProvider time, Chance chance, CancellationToken stopping)
{
    static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(5);
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public async Task<IResult> AnswerAsync<T>(HttpRequest request, Func<Reading<T>> read, Func<T, IResult>? answer = null)
    {
        var query = request.Query;
        if (query.ContainsKey("stale") && query.ContainsKey("consistent"))
            return Answers.BadRequest("Cannot specify ?stale with ?consistent, conflicting semantics.");
        ulong asked = 0;
        if (query["index"].ToString() is { Length: > 0 } indexText && !ulong.TryParse(indexText, NumberStyles.None, CultureInfo.InvariantCulture, out asked))
            return Answers.BadRequest("Invalid index");
        var wait = DefaultWait;
        if (query["wait"].ToString() is { Length: > 0 } waitText && !GoDuration.TryParse(waitText, out wait))
            return Answers.BadRequest("Invalid wait time");

        var reading = await ReadAsync(read, asked, wait == default ? DefaultWait : wait, request.HttpContext.RequestAborted);
        var headers = request.HttpContext.Response.Headers;
        headers["X-Consul-Index"] = reading.Index.ToString(CultureInfo.InvariantCulture);
        headers["X-Consul-KnownLeader"] = "true";
        headers["X-Consul-LastContact"] = "0";
        headers["X-Consul-Effective-Consistency"] = query.ContainsKey("stale") ? "stale" : query.ContainsKey("consistent") ? "consistent" : "leader";
        return (answer ?? Answers.Of)(reading.Value);
    }

    /// <summary>Answers a read of one service, which the path names.</summary>
    public Task<IResult> AnswerOfServiceAsync<T>(string? rest, HttpRequest request, Func<string, Reading<T>> read) =>
        RestOfPath.Unescaped(rest) is { Length: > 0 } name ? AnswerAsync(request, () => read(name)) : Task.FromResult(Answers.BadRequest("Missing service name"));

    async Task<Reading<T>> ReadAsync<T>(Func<Reading<T>> find, ulong asked, TimeSpan wait, CancellationToken aborted)
    {
        Reading<T> Read() => find() is var found && found.Index < index.Floor ? found with { Index = index.Floor } : found;

        if (asked == 0)
            lock (index.Gate)
                return Read();

        var longest = wait < LongestWait ? wait : LongestWait;
        using var over = new CancellationTokenSource(longest + chance.UpTo(longest / 16), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, aborted, stopping);
        while (true)
        {
            Reading<T> reading;
            Task changed;
            lock (index.Gate)
            {
                reading = Read();
                if (reading.Index != asked || either.IsCancellationRequested)
                    return reading;
                changed = reading.NextChange();
            }

#pragma warning disable VSTHRD003 // Ended by whoever changes what is read.
            await changed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
        }
    }
}
