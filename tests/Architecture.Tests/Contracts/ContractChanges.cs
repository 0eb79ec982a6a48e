namespace Modular.Architecture.Tests.Contracts;

/// <summary>What has become of a contract since its snapshot was taken.</summary>
/// <param name="Breaking">What was written earlier, or by an older process, can no longer be read as it was meant.</param>
/// <param name="Compatible">Old and new understand each other.</param>
sealed record ContractChanges(IReadOnlyList<string> Breaking, IReadOnlyList<string> Compatible)
{
    public static ContractChanges Between(IReadOnlyDictionary<string, string> earlier, IReadOnlyDictionary<string, string> present)
    {
        var changes = new ContractChanges([], []);
        var gone = earlier.Where(property => !present.ContainsKey(property.Key)).Select(property => $"{property.Key} is gone");
        var changed = earlier.Where(property => present.TryGetValue(property.Key, out var type) && type != property.Value)
            .Select(property => (property.Key, Was: property.Value, Is: present[property.Key])).ToList();
        var added = present.Where(property => !earlier.ContainsKey(property.Key)).ToList();

        return changes with
        {
            Breaking =
            [
                .. gone,
                .. changed.Where(property => !IsWider(property.Was, property.Is)).Select(property => $"{property.Key} was {property.Was} and is {property.Is}"),
                .. added.Where(property => !IsOptional(property, present, earlier))
                    .Select(property => $"{property.Key} is new and required, and what is written already lacks it: make it nullable or give it a default"),
            ],
            Compatible =
            [
                .. changed.Where(property => IsWider(property.Was, property.Is)).Select(property => $"{property.Key} was {property.Was} and is {property.Is}"),
                .. added.Where(property => IsOptional(property, present, earlier)).Select(property => $"{property.Key} is new, and may be absent"),
            ],
        };
    }

    // Another default, or further names of an enum.
    static bool IsWider(string was, string present)
    {
        var (oldType, newType) = (was.Split(" = ")[0], present.Split(" = ")[0]);
        return oldType == newType
            || (oldType.Contains('|', StringComparison.Ordinal) && oldType.EndsWith('?') == newType.EndsWith('?')
                && NamesOf(oldType).IsSubsetOf(NamesOf(newType)));
    }

    static HashSet<string> NamesOf(string type) => [.. type.TrimEnd('?').Split('|')];

    // What belongs to a new property may be anything.
    static bool IsOptional(KeyValuePair<string, string> property, IReadOnlyDictionary<string, string> present, IReadOnlyDictionary<string, string> earlier) =>
        property.Value.Contains('?', StringComparison.Ordinal)
        || property.Value.Contains(" = ", StringComparison.Ordinal)
        || present.Keys.Any(parent => !earlier.ContainsKey(parent)
            && (property.Key.StartsWith(parent + ".", StringComparison.Ordinal) || property.Key.StartsWith(parent + "[", StringComparison.Ordinal)));
}
