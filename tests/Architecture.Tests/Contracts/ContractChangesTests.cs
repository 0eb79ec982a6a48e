using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modular.Architecture.Tests.Contracts;

public sealed class ContractChangesTests
{
    enum Status
    {
        Open,
        Closed,
    }

    enum MoreStatus
    {
        Open,
        Closed,
        Lost,
    }

    sealed record Line(string Sku, int Quantity);

    sealed record Earlier(Guid Id, string Name, IReadOnlyList<Line> Lines, Status Status, string? Note);

    sealed record WithoutName(Guid Id, IReadOnlyList<Line> Lines, Status Status, string? Note);

    sealed record Retyped(string Id, string Name, IReadOnlyList<Line> Lines, Status Status, string? Note);

    sealed record NowNull(Guid Id, string? Name, IReadOnlyList<Line> Lines, Status Status, string? Note);

    sealed record NowRequired(Guid Id, string Name, IReadOnlyList<Line> Lines, Status Status, string Note);

    sealed record Required(Guid Id, string Name, IReadOnlyList<Line> Lines, Status Status, string? Note, int Units);

    sealed record RenamedInLine(Guid Id, string Name, IReadOnlyList<OtherLine> Lines, Status Status, string? Note);

    sealed record OtherLine(string Item, int Quantity);

    sealed record Defaulted(Guid Id, string Name, IReadOnlyList<Line> Lines, Status Status, string? Note = null, int Units = 1);

    sealed record Nullable(Guid Id, string Name, IReadOnlyList<Line> Lines, Status Status, string? Note, Line? Gift);

    sealed record Widened(Guid Id, string Name, IReadOnlyList<Line> Lines, MoreStatus Status, string? Note);

    public static TheoryData<Type, string[], string[]> Successors { get; } = new()
    {
        { typeof(Earlier), [], [] },
        { typeof(WithoutName), ["name is gone"], [] },
        { typeof(Retyped), ["id was guid and is string"], [] },
        { typeof(NowNull), ["name was string and is string?"], [] },
        { typeof(NowRequired), ["note was string? and is string"], [] },
        { typeof(Required), ["units is new and required, and what is written already lacks it: make it nullable or give it a default"], [] },
        {
            typeof(RenamedInLine),
            [
                "lines[].sku is gone",
                "lines[].item is new and required, and what is written already lacks it: make it nullable or give it a default",
            ],
            []
        },
        { typeof(Defaulted), [], ["note was string? and is string? = null", "units is new, and may be absent"] },
        { typeof(Nullable), [], ["gift is new, and may be absent", "gift.quantity is new, and may be absent", "gift.sku is new, and may be absent"] },
        { typeof(Widened), [], ["status was Open|Closed and is Open|Closed|Lost"] },
    };

    [Theory]
    [MemberData(nameof(Successors))]
    public void A_change_breaks_a_contract_or_does_not(Type successor, string[] breaking, string[] compatible)
    {
        var changes = ContractChanges.Between(Shape(typeof(Earlier)), Shape(successor));

        Assert.Equal(breaking, changes.Breaking);
        Assert.Equal(compatible, changes.Compatible);
    }

    [Fact]
    public void A_lost_name_of_an_enum_breaks_a_contract() =>
        Assert.Equal(["status was Open|Closed|Lost and is Open|Closed"], ContractChanges.Between(Shape(typeof(Widened)), Shape(typeof(Earlier))).Breaking);

    [Theory]
    [InlineData("""{"id":1,"lines":[{"sku":"A"}]}""")]
    [InlineData("""{"id":1,"lines":[{"sku":"A"}],"more":2}""")]
    [InlineData("""{"id":2,"lines":[{"sku":"A"}]}""", "id")]
    [InlineData("""{"id":1,"lines":[{"sku":"B"}]}""", "lines[].sku")]
    [InlineData("""{"id":1,"items":[{"sku":"A"}]}""", "lines[].sku", "lines")]
    [InlineData("""{"id":1,"lines":null}""", "lines[].sku", "lines")]
    public void What_an_old_text_loses_is_found(string writtenAgain, params string[] lost) =>
        Assert.Equal(lost, JsonPaths.Lost(JsonNode.Parse("""{"id":1,"lines":[{"sku":"A"}]}"""), JsonNode.Parse(writtenAgain)));

    static SortedDictionary<string, string> Shape(Type type) => ContractShape.Of(type, JsonSerializerOptions.Web);
}
