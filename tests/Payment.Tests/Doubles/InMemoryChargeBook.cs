using Modular.Kernel;
using Modular.Payment.Simulation;

namespace Modular.Payment.Tests.Doubles;

/// <summary>The book without a database, by the rules of <see cref="PostgresChargeBook"/>.</summary>
sealed class InMemoryChargeBook : IChargeBook
{
    readonly Lock _lock = new();
    readonly Dictionary<Guid, Line> _lines = [];

    public sealed record Line(string Status, Money? Amount, string? Reason, int Attempts);

    public Line? this[Guid key]
    {
        get
        {
            lock (_lock)
                return _lines.GetValueOrDefault(key);
        }
    }

    /// <summary>What all customers together are charged and did not get back.</summary>
    public decimal Charged
    {
        get
        {
            lock (_lock)
                return _lines.Values.Where(line => line.Status == ChargeStatus.Charged).Sum(line => line.Amount!.Amount);
        }
    }

    public Task<ChargeVerdict> ChargeAsync(
        Guid key, Money amount, string token, ChargeVerdict verdict, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var line = _lines.GetValueOrDefault(key) ?? new(ChargeStatus.Failed, amount, verdict.Reason, Attempts: 0);
            if (line.Status == ChargeStatus.Failed && line.Attempts >= verdict.Failures)
                line = line with { Status = verdict.Status };
            _lines[key] = line with { Attempts = line.Attempts + 1 };
            return Task.FromResult(new ChargeVerdict(line.Status, line.Reason));
        }
    }

    public Task RefundAsync(Guid key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var line = _lines.GetValueOrDefault(key) ?? new(ChargeStatus.Failed, Amount: null, Reason: null, Attempts: 0);
            _lines[key] = line.Status switch
            {
                ChargeStatus.Charged => line with { Status = ChargeStatus.Refunded },
                ChargeStatus.Failed => line with { Status = ChargeStatus.Voided },
                _ => line,
            };
        }

        return Task.CompletedTask;
    }
}
