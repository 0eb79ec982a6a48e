using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.Gateway.Registry.State;

/// <summary>What a client says of a session. Source: Consul's documentation of <c>/session/create</c>.</summary>
sealed record SessionDefinition
{
    public string? Name { get; init; }

    /// <value>Default 15 s; more than 60 s are as 60 s.</value>
    public string? LockDelay { get; init; }

    /// <value><c>release</c> (default) or <c>delete</c>: what becomes of the locks that it holds at its end.</value>
    public string? Behavior { get; init; }

    /// <value>10 s to 24 h; none or 0 by default, then it never ends by itself.</value>
    public string? TTL { get; init; }

    /// <value>Where it lives: the only node there is.</value>
    public string? Node { get; init; }
}

/// <summary>The sessions: each holds locks on keys until it is destroyed or not renewed in time.</summary>
/// <remarks>Everything is done under the index's gate, which callers hold; countdowns take it themselves. A session ends exactly when its time is over; Consul allows itself twice that.</remarks>
sealed class SessionStore(RegistryIndex index, KeyStore keys, RegistryNode node, TimeProvider time)
{
    static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(15);
    static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);
    static readonly TimeSpan LeastTtl = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestTtl = TimeSpan.FromHours(24);

    readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    readonly Topic _topic = new();

    public bool Exists(string id) => _sessions.ContainsKey(id);

    /// <summary>Whether the keys that it holds go with it.</summary>
    public bool DeletesKeys(string id) => _sessions.TryGetValue(id, out var session) && session.DeletesKeys;

    public Reading<IReadOnlyList<SessionView>> All() =>
        new([.. _sessions.Values.Select(session => session.View).OrderBy(view => view.CreateIndex)], _topic.Index, _topic.NextChange);

    public Reading<IReadOnlyList<SessionView>> One(string id) =>
        new(_sessions.TryGetValue(id, out var session) ? [session.View] : [], _topic.Index, _topic.NextChange);

    /// <returns>The id of the new session; null when something is wrong, which <paramref name="problem"/> says.</returns>
    public string? Create(SessionDefinition definition, out string problem)
    {
        TimeSpan ttl = default, delay = DefaultDelay;
        problem =
            definition.LockDelay is { Length: > 0 } && !GoDuration.TryParse(definition.LockDelay, out delay) ? $"Invalid LockDelay '{definition.LockDelay}'"
            : definition.TTL is { Length: > 0 } && !(GoDuration.TryParse(definition.TTL, out ttl) && (ttl == default || (ttl >= LeastTtl && ttl <= LongestTtl)))
                ? $"Invalid Session TTL '{definition.TTL}', must be between [10s=24h0m0s]"
            : definition.Behavior is not (null or "" or "release" or "delete") ? $"Invalid Behavior setting '{definition.Behavior}'"
            : definition.Node is { Length: > 0 } && definition.Node != node.Name ? $"Missing node registration: '{definition.Node}'"
            : "";
        if (problem.Length > 0)
            return null;

        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        var next = index.Next();
        var view = new SessionView(
            id, definition.Name ?? "", node.Name, (long)delay.TotalNanoseconds, definition.Behavior is "delete" ? "delete" : "release",
            definition.TTL ?? "", ["serfHealth"], null, next, next);
        _sessions.Add(id, new Session(view, ttl, delay, new Countdown(index.Gate, time)));
        _topic.Touch(next);
        Renew(id);
        return id;
    }

    /// <returns>The session; null when there is none.</returns>
    public SessionView? Renew(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
            return null;

        if (session.Ttl > TimeSpan.Zero)
            session.Expiry.Restart(session.Ttl, () => Destroy(id));
        return session.View;
    }

    /// <summary>Ends a session. One that is not there is no error.</summary>
    public void Destroy(string id)
    {
        if (!_sessions.Remove(id, out var session))
            return;

        session.Expiry.Stop();
        _topic.Touch(index.Next());
        keys.Free(id, session.DeletesKeys, session.Delay < LongestDelay ? session.Delay : LongestDelay);
    }

    sealed record Session(SessionView View, TimeSpan Ttl, TimeSpan Delay, Countdown Expiry)
    {
        public bool DeletesKeys => View.Behavior == "delete";
    }
}
