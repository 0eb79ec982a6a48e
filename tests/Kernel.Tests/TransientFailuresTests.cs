using JasperFx;
using Npgsql;
using Wolverine;
using Wolverine.ErrorHandling;
using ExistingStreamIdCollisionException = Marten.Exceptions.ExistingStreamIdCollisionException;

namespace Modular.Kernel.Tests;

public sealed class TransientFailuresTests
{
    static readonly Guid Id = new("01920000-0000-7000-8000-000000000001");

    readonly IWithFailurePolicies _policies = new WolverineOptions();

    public TransientFailuresTests() => _policies.RetryTransientFailures();

    public static TheoryData<Exception> Transient { get; } =
    [
        new OperationCanceledException(),
        new ObjectDisposedException("session"),
        new NpgsqlException("gone", new IOException()),
        new InvalidOperationException("wrapped", new NpgsqlException("gone", new IOException())),
        new InvalidOperationException("wrapped", Postgres("57P01")),
        Postgres("57P03"),
        Postgres("53300"),
        Postgres("08006"),
        Postgres("40P01"),
        new InvalidOperationException("wrapped", Postgres("40001")),
        Postgres("23505"),
        new ConcurrencyException("collision", typeof(string), Id),
        new DocumentAlreadyExistsException(new InvalidOperationException(), typeof(string), Id),
        new ExistingStreamIdCollisionException(Id, typeof(string)),
        new AggregateException(new ConcurrencyException("collision", typeof(string), Id), Postgres("40P01")),
    ];

    [Theory]
    [MemberData(nameof(Transient))]
    public void What_passes_is_retried_for_ever(Exception failure)
    {
        for (var attempt = 1; attempt <= 100; attempt++)
        {
            var rule = _policies.Failures.First(rule => rule.Match.Matches(failure));
            Assert.True(rule.TryCreateContinuation(failure, new Envelope { Attempts = attempt }, out var next));
            Assert.Contains("Retry", next.GetType().Name, StringComparison.Ordinal);
        }
    }

    public static TheoryData<Exception> Bugs { get; } =
    [
        new NotSupportedException(),
        Postgres("42P01"),
        Postgres("22001"),
        new AggregateException(new ConcurrencyException("collision", typeof(string), Id), new NotSupportedException()),
    ];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_bug_goes_to_the_dead_letters(Exception failure) =>
        Assert.DoesNotContain(_policies.Failures, rule => rule.Match.Matches(failure));

    static PostgresException Postgres(string state) => new("refused", "ERROR", "ERROR", state);
}
