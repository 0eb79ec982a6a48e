using System.Text.Json;
using JasperFx;
using Marten.Exceptions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Modular.ServiceDefaults.Problems;

/// <summary>Says what an exception means to the caller. Pure.</summary>
static class ExceptionProblem
{
    /// <summary>The problem that the exception, or one that it wraps, stands for; null for an error of our own, which is a plain 500.</summary>
    public static ProblemDetails? Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            if (OfOne(cause) is { } problem)
                return problem;

        return null;
    }

    static ProblemDetails? OfOne(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => Malformed(json),
        BadHttpRequestException bad => new() { Status = bad.StatusCode, Detail = bad.StatusCode == 400 ? bad.Message : null },
        ConcurrencyException or ExistingStreamIdCollisionException => New(409, "Conflict", ProblemType.ChangedMeanwhile),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => New(409, "Conflict", ProblemType.ChangedMeanwhile),
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } =>
            New(422, "Unprocessable Entity", ProblemType.UnstorableText),
        PostgresException postgres when IsAway(postgres) => New(503, "Service Unavailable", ProblemType.DatabaseUnavailable),
        // Not reached, cut off, or no connection free in time. A wrapped server error is judged in its own turn.
        NpgsqlException { IsTransient: true } and not PostgresException => New(503, "Service Unavailable", ProblemType.DatabaseUnavailable),
        _ => null,
    };

    /// <summary>
    /// Classes 08 (connection) and 53 (out of resources), and of class 57 the server's stopping, crash and start.
    /// (PostgreSQL manual, appendix A.)
    /// </summary>
    static bool IsAway(PostgresException exception) =>
        exception.SqlState.StartsWith("08", StringComparison.Ordinal)
        || exception.SqlState.StartsWith("53", StringComparison.Ordinal)
        || exception.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;

    static ProblemDetails New(int status, string title, ProblemType type) =>
        new() { Status = status, Title = title, Type = type.Uri, Detail = type.Advice };

    static ProblemDetails Malformed(JsonException exception) => new()
    {
        Status = 400,
        Title = "Invalid JSON format",
        Type = ProblemType.MalformedJson.Uri,
        Detail = exception.Message,
        Extensions =
        {
            ["path"] = exception.Path,
            ["lineNumber"] = exception.LineNumber ?? 0,
            ["bytePositionInLine"] = exception.BytePositionInLine ?? 0,
        },
    };
}
