namespace Modular.Gateway.Registry.State;

/// <summary>Who waits for which key, and who for which prefix. Kept only while somebody may wait.</summary>
sealed class KeyTopics
{
    readonly Dictionary<string, Topic> _keys = new(StringComparer.Ordinal);
    readonly Dictionary<string, Topic> _prefixes = new(StringComparer.Ordinal);

    public Task NextChangeOf(string key) => NextChange(_keys, key);

    public Task NextChangeUnder(string prefix) => NextChange(_prefixes, prefix);

    public void Touch(string key, ulong index)
    {
        if (_keys.Remove(key, out var waiting))
            waiting.Touch(index);
        foreach (var prefix in _prefixes.Keys.Where(prefix => key.StartsWith(prefix, StringComparison.Ordinal)).ToList())
            if (_prefixes.Remove(prefix, out var above))
                above.Touch(index);
    }

    static Task NextChange(Dictionary<string, Topic> topics, string name)
    {
        if (!topics.TryGetValue(name, out var topic))
            topics.Add(name, topic = new Topic());
        return topic.NextChange();
    }
}
