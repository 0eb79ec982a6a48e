using Modular.Inventory.Contracts;
using Modular.Inventory.Reserving;
using Modular.Inventory.Tests.Doubles;

namespace Modular.Inventory.Tests.Reserving;

/// <summary>Messages arrive at least once, and in any order.</summary>
public sealed class DeliveryOrderTests
{
    static readonly ReserveStock Reserve = Given.Reserve(Given.TwoCups, Given.OneSaucer);
    static readonly CommitStock Commit = new(Given.OrderId);
    static readonly ReleaseStock Release = new(Given.OrderId);
    static readonly StockReserved Reserved = new(Given.OrderId);
    static readonly StockRejected CalledOff = new(Given.OrderId, "The reservation was called off.");

    public static TheoryData<string, object[], int, int, object[]> Histories { get; } = new()
    {
        { "reserved", [Reserve], 10, 2, [Reserved] },
        { "reserved twice", [Reserve, Reserve], 10, 2, [Reserved, Reserved] },
        { "committed", [Reserve, Commit], 8, 0, [Reserved] },
        { "committed twice", [Reserve, Commit, Commit], 8, 0, [Reserved] },
        { "reserved late", [Reserve, Commit, Reserve], 8, 0, [Reserved, Reserved] },
        { "released", [Reserve, Release], 10, 0, [Reserved] },
        { "released twice", [Reserve, Release, Release], 10, 0, [Reserved] },
        { "returned", [Reserve, Commit, Release], 10, 0, [Reserved] },
        { "returned twice", [Reserve, Commit, Release, Release], 10, 0, [Reserved] },
        { "released before it was reserved", [Release, Reserve], 10, 0, [CalledOff] },
        { "released before it was committed", [Reserve, Release, Commit], 10, 0, [Reserved] },
        { "committed before it was reserved", [Commit, Reserve], 10, 2, [Reserved] },
    };

    [Theory]
    [MemberData(nameof(Histories), DisableDiscoveryEnumeration = true)]
    public void A_history_leaves_the_units_where_they_belong(string history, object[] commands, int onHand, int reserved, object[] answers)
    {
        var warehouse = new Warehouse(Given.Cups(10), Given.Saucers(10));

        foreach (var command in commands)
            warehouse.Deliver(command);

        Assert.True(warehouse["SKU-1"] == Given.Cups(onHand, reserved), $"{history}: {warehouse["SKU-1"]}");
        Assert.Equal(answers, warehouse.Answers);
    }

    [Fact]
    public void A_rejected_reservation_stays_rejected_when_units_come_in()
    {
        var warehouse = new Warehouse(Given.Cups(1), Given.Saucers(1));

        warehouse.Deliver(Reserve);
        warehouse.Deliver(Release);
        warehouse.Deliver(Commit);
        warehouse.Deliver(Reserve);

        var rejected = new StockRejected(Given.OrderId, "Not enough stock. SKU-1: 2 wanted, 1 available");
        Assert.Equal([rejected, rejected], warehouse.Answers);
        Assert.Equal(Given.Cups(1), warehouse["SKU-1"]);
    }

    [Fact]
    public void No_history_of_six_commands_loses_or_invents_a_unit()
    {
        object[] commands = [Reserve, Commit, Release];
        for (var number = 0; number < 729; number++)
        {
            var warehouse = new Warehouse(Given.Cups(10), Given.Saucers(10));
            for (var (step, rest) = (0, number); step < 6; step++, rest /= 3)
            {
                warehouse.Deliver(commands[rest % 3]);
                AssertCounted(warehouse, number);
            }
        }
    }

    static void AssertCounted(Warehouse warehouse, int history)
    {
        var expected = warehouse.Reservation?.Status switch
        {
            ReservationStatus.Reserved => (Given.Cups(10, 2), Given.Saucers(10, 1)),
            ReservationStatus.Committed => (Given.Cups(8), Given.Saucers(9)),
            _ => (Given.Cups(10), Given.Saucers(10)),
        };
        Assert.True(expected == (warehouse["SKU-1"], warehouse["SKU-2"]), $"History {history}: {warehouse.Reservation?.Status}, {warehouse["SKU-1"]}");
    }
}
