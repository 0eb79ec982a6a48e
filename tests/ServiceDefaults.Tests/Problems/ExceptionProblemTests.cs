using System.Net.Sockets;
using System.Text.Json;
using JasperFx;
using Marten.Exceptions;
using Microsoft.AspNetCore.Http;
using Modular.ServiceDefaults.Problems;
using Npgsql;

namespace Modular.ServiceDefaults.Tests.Problems;

public sealed class ExceptionProblemTests
{
    public static TheoryData<Exception, int, string?> Known => new()
    {
        { Unreachable(), 503, "database-unavailable" },
        { new NpgsqlException("Exception while reading from stream", new IOException()), 503, "database-unavailable" },
        { new NpgsqlException("The connection pool has been exhausted", new TimeoutException()), 503, "database-unavailable" },
        { new AggregateException(Unreachable()), 503, "database-unavailable" },
        { new InvalidOperationException("wrapped", new MartenException("command failed", Unreachable())), 503, "database-unavailable" },
        { Postgres("57P01"), 503, "database-unavailable" },
        { Postgres("57P03"), 503, "database-unavailable" },
        { Postgres("53300"), 503, "database-unavailable" },
        { Postgres("08006"), 503, "database-unavailable" },
        { new ConcurrencyException(typeof(string), "1"), 409, "changed-meanwhile" },
        { new ExistingStreamIdCollisionException("1", typeof(string)), 409, "changed-meanwhile" },
        { Postgres("23505"), 409, "changed-meanwhile" },
        { Postgres("22021"), 422, "unstorable-text" },
        { Postgres("22P05"), 422, "unstorable-text" },
        { new BadHttpRequestException("Request body too large.", 413), 413, null },
        { new BadHttpRequestException("Bad chunk"), 400, null },
        { new BadHttpRequestException("Cannot read", new JsonException("oops", "$.lines[0]", 3, 7)), 400, "malformed-json" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void What_means_something_to_the_caller_has_a_status_and_a_type(Exception exception, int status, string? slug)
    {
        var problem = ExceptionProblem.Of(exception);

        Assert.Equal(status, problem?.Status);
        Assert.Equal(slug is null ? null : $"urn:modular:problem:{slug}", problem?.Type);
    }

    public static TheoryData<Exception> Own => new()
    {
        new InvalidOperationException("bug"),
        new JsonException("a stored document, not the request"),
        new TimeoutException("not the database"),
        new HttpRequestException("another service", new SocketException((int)SocketError.ConnectionRefused)),
        Postgres("42P01"),
        new NpgsqlException("misuse"),
    };

    [Theory]
    [MemberData(nameof(Own))]
    public void An_error_of_our_own_means_nothing_to_the_caller(Exception exception) => Assert.Null(ExceptionProblem.Of(exception));

    [Fact]
    public void Malformed_json_names_the_place()
    {
        var problem = ExceptionProblem.Of(new BadHttpRequestException("Cannot read", new JsonException("oops", "$.lines[0]", 3, 7)));

        Assert.Equal("$.lines[0]", problem!.Extensions["path"]);
        Assert.Equal(3L, problem.Extensions["lineNumber"]);
        Assert.Equal(7L, problem.Extensions["bytePositionInLine"]);
    }

    static NpgsqlException Unreachable() => new("Failed to connect to 10.0.0.1:5432", new SocketException((int)SocketError.ConnectionRefused));

    static PostgresException Postgres(string sqlState) => new("message", "FATAL", "FATAL", sqlState);
}
