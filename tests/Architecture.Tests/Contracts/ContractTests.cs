using System.Text.Json;
using System.Text.Json.Nodes;
using Modular.Architecture.Tests.Rules;

namespace Modular.Architecture.Tests.Contracts;

/// <summary>
/// What was sent, stored or shown yesterday is understood tomorrow: each contract has a committed snapshot beside this file. After a
/// compatible change, <see cref="Command"/> brings the snapshots up to date; it never touches one that a change has broken.
/// </summary>
public sealed class ContractTests(Composition composition)
{
    const string Command = "UPDATE_CONTRACTS=1 dotnet run --project tests/Architecture.Tests";

    const string Advice =
        "Leave this version as it is and add the next one beside it, such as …v2, until nothing of the old one is stored or under way. " +
        "A contract that nobody uses any more is dropped by deleting its snapshot.";

    readonly IReadOnlyList<Contract> _contracts = ContractCatalogue.Of(composition);

    [Fact]
    public void Contracts_change_in_compatible_ways_only_and_their_snapshots_with_them()
    {
        var changes = _contracts.Select(contract => (contract.Id, Changes: ChangesOf(contract))).ToList();
        var gone = Snapshot.Committed().Except(_contracts.Select(contract => contract.Id)).Select(id => $"{id}: nothing has this name any more");
        var breaking = gone.Concat(changes.SelectMany(one => one.Changes.Breaking.Select(what => $"{one.Id}: {what}"))).ToList();
        var compatible = changes.SelectMany(one => one.Changes.Compatible.Select(what => $"{one.Id}: {what}")).ToList();

        if (Environment.GetEnvironmentVariable("UPDATE_CONTRACTS") == "1")
        {
            Update(changes);
            compatible = [];
        }

        Assert.True(breaking.Count == 0, $"Breaking changes:\n{string.Join('\n', breaking)}\n{Advice}");
        Assert.True(compatible.Count == 0, $"Compatible changes:\n{string.Join('\n', compatible)}\nTake them into the snapshots: {Command}");
    }

    [Fact]
    public void What_was_written_once_can_be_read_and_loses_nothing()
    {
        var committed = _contracts.Select(contract => (contract, Snapshot: Snapshot.Find(contract.Id))).Where(pair => pair.Snapshot is not null).ToList();

        Assert.NotEmpty(committed);
        Rule.Holds(committed.SelectMany(pair => LostBy(pair.contract, pair.Snapshot!.Example)));
    }

    [Fact]
    public void The_shape_of_a_contract_is_the_shape_of_what_is_written() => Assert.All(_contracts, contract =>
    {
        var snapshot = Snapshot.Of(contract);
        Assert.Equal(snapshot.Properties.Keys.Where(path => !path.EndsWith("[]", StringComparison.Ordinal)), JsonPaths.Of(snapshot.Example).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void There_are_contracts_of_every_kind() =>
        Assert.Equal(["api", "documents", "events", "messages"], _contracts.Select(contract => contract.Kind).Distinct().Order());

    static IEnumerable<string> LostBy(Contract contract, JsonNode example)
    {
        try
        {
            var writtenAgain = JsonNode.Parse(contract.Write(contract.Read(example.ToJsonString())));
            return JsonPaths.Lost(example, writtenAgain).Select(path => $"{contract.Id}: {path} is lost");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return [$"{contract.Id}: {e.Message}"];
        }
    }

    static ContractChanges ChangesOf(Contract contract) =>
        Snapshot.Find(contract.Id) is { } snapshot
            ? ContractChanges.Between(snapshot.Properties, ContractShape.Of(contract.Type, contract.Naming))
            : new ContractChanges([], ["is new"]);

    void Update(IEnumerable<(string Id, ContractChanges Changes)> changes)
    {
        foreach (var (id, _) in changes.Where(one => one.Changes is { Breaking.Count: 0, Compatible.Count: > 0 }))
        {
            var present = Snapshot.Of(_contracts.Single(contract => contract.Id == id));
            (present with { Example = Snapshot.Find(id)?.Example ?? present.Example }).Save(id);
        }
    }
}
