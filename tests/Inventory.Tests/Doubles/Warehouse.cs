using Modular.Inventory.Contracts;
using Modular.Inventory.Reserving;

namespace Modular.Inventory.Tests.Doubles;

/// <summary>Delivers commands to the decisions of the module and keeps what they decide, as the handlers do with a database.</summary>
sealed class Warehouse(params StockItem[] items)
{
    readonly Dictionary<string, StockItem> _shelf = Given.Shelf(items);

    public Reservation? Reservation { get; private set; }

    public List<object> Answers { get; } = [];

    public StockItem this[string sku] => _shelf[sku];

    public void Deliver(object command)
    {
        switch (command)
        {
            case ReserveStock reserve:
                Reserve(reserve);
                break;
            case CommitStock:
                Commit();
                break;
            case ReleaseStock release:
                Keep(ReleaseStockHandler.Decide(release, Reservation));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command));
        }
    }

    void Commit()
    {
        foreach (var committed in CommitStockHandler.Decide(Reservation is null ? [] : [Reservation]))
            Keep((committed, [.. committed.Lines.Select(line => (line.Sku, (object)new UnitsCommitted(committed.Id, line.Quantity)))]));
    }

    void Reserve(ReserveStock command)
    {
        if (Reservation is null)
        {
            var reservation = ReserveStockHandler.Decide(command, _shelf);
            Keep((reservation, [.. reservation.Lines.Select(line => (line.Sku, (object)new UnitsReserved(command.OrderId, line.Quantity)))]));
        }

        Answers.Add(Reservation!.Answer());
    }

    void Keep((Reservation Reservation, IReadOnlyList<(string Sku, object Event)> Events) decision)
    {
        Reservation = decision.Reservation;
        foreach (var (sku, happened) in decision.Events)
            _shelf[sku] = Apply(_shelf[sku], happened);
    }

    public static StockItem Apply(StockItem item, object happened) => happened switch
    {
        PriceChanged e => item.Apply(e),
        UnitsReceived e => item.Apply(e),
        UnitsAdjusted e => item.Apply(e),
        UnitsReserved e => item.Apply(e),
        UnitsReleased e => item.Apply(e),
        UnitsCommitted e => item.Apply(e),
        UnitsReturned e => item.Apply(e),
        _ => throw new ArgumentOutOfRangeException(nameof(happened)),
    };
}
