using JasperFx;
using Marten.Exceptions;
using Npgsql;
using Wolverine.ErrorHandling;

namespace Modular.Kernel;

/// <summary>
/// What is done with a message whose handler failed in a way that passes. Neither rule ends: no message is given up because a
/// database was away for an hour. What fails in any other way is a bug and goes to the dead letters, where it can be seen.
/// </summary>
public static class TransientFailures
{
    /// <summary>
    /// A lost race is run again after 50, 100 and 250 ms, then every second. While the database is away: after 1, 5, 15 s, then every
    /// 30 s, each up to half as much again, so that a recovered database is not met by all at once.
    /// </summary>
    public static void RetryTransientFailures(this IWithFailurePolicies policies)
    {
        // Attempts are counted over all rules, so that a race can be lost long after the cooldowns are used up.
        policies.OnException<ConcurrencyException>()
            .Or<DocumentAlreadyExistsException>()
            .Or<ExistingStreamIdCollisionException>()
            .OrInner<PostgresException>(IsLostRace)
            .Or<PostgresException>(IsLostRace)
            // A handler that saves much at once can lose several races at once.
            .Or<AggregateException>(failures => failures.InnerExceptions.All(IsLostRace))
            .RetryWithCooldown(Milliseconds(50), Milliseconds(100), Milliseconds(250))
            .Then.ScheduleRetryIndefinitely(Seconds(1));

        // Cancelled or disposed means that the process stops, and whoever takes over shall try again.
        policies.OnException<NpgsqlException>(IsAway)
            .OrInner<NpgsqlException>(IsAway)
            .Or<OperationCanceledException>()
            .Or<ObjectDisposedException>()
            .ScheduleRetryIndefinitely(Seconds(1), Seconds(5), Seconds(15), Seconds(30))
            .WithBoundedJitter(0.5);
    }

    static bool IsLostRace(PostgresException failure) => failure.SqlState is
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation;

    static bool IsLostRace(Exception failure) =>
        failure is ConcurrencyException or DocumentAlreadyExistsException or ExistingStreamIdCollisionException
        || failure is PostgresException refused && IsLostRace(refused);

    // Npgsql calls neither a shutdown nor a recovery transient in every case.
    static bool IsAway(NpgsqlException failure) =>
        failure.IsTransient || failure is not PostgresException
        || failure.SqlState is { } state && (state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal));

    static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
