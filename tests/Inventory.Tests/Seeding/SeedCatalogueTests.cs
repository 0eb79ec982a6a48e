using Marten;
using Marten.Events;
using Modular.Inventory.Contracts;
using Modular.Inventory.Seeding;
using Modular.Inventory.Tests.Doubles;

namespace Modular.Inventory.Tests.Seeding;

public sealed class SeedCatalogueTests
{
    readonly Dictionary<string, object[]> _streams = new(StringComparer.Ordinal);

    [Fact]
    public void An_empty_warehouse_gets_twenty_items_of_a_thousand_units()
    {
        Seed(isStocked: false);

        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"SKU-{i}"), _streams.Keys);
        Assert.All(_streams, stream =>
        {
            Assert.Equal(2, stream.Value.Length);
            Assert.Equal(stream.Key, Assert.IsType<ItemListed>(stream.Value[0]).Sku);
            Assert.Equal(new UnitsReceived(1_000), stream.Value[1]);
        });
    }

    [Fact]
    public void The_first_and_the_last_item_are_what_the_documentation_says()
    {
        Seed(isStocked: false);

        Assert.Equal(new ItemListed("SKU-1", "Espresso cup", Given.Euro(3.99m)), _streams["SKU-1"][0]);
        Assert.Equal(new ItemListed("SKU-20", "Apron", Given.Euro(51.49m)), _streams["SKU-20"][0]);
    }

    [Fact]
    public void All_items_are_announced_at_once_as_their_first_version() => Assert.Equal(
        Seed(isStocked: false)?.Items,
        _streams.Values.Select(events => (ItemListed)events[0]).Select(item => new ItemChanged(item.Sku, item.Name, item.UnitPrice, Version: 1)));

    [Fact]
    public void A_warehouse_that_has_items_is_left_alone()
    {
        Assert.Null(Seed(isStocked: true));
        Assert.Empty(_streams);
    }

    CatalogueListed? Seed(bool isStocked)
    {
        var events = Fake.Of<IEventStoreOperations>((nameof(IEventStoreOperations.StartStream), Started));
        var session = Fake.Of<IDocumentSession>(($"get_{nameof(IDocumentSession.Events)}", _ => events));
        return SeedCatalogueHandler.Handle(new SeedCatalogue(), isStocked, session);
    }

    object? Started(object?[] args)
    {
        _streams.Add((string)args[0]!, (object[])args[1]!);
        return null;
    }
}
