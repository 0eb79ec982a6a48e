using System.Net.Sockets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;
using Wolverine.Http;

namespace Modular.ServiceDefaults.Tests;

public sealed record Greet(string Name, int Times);

public sealed record Greeted(string Name);

public sealed record Thanked(string Name);

/// <summary>A request that becomes a message, that becomes another, each of which logs a line.</summary>
public static class GreetEndpoint
{
    [WolverinePost("/greet")]
    public static (string, Greeted) Post(Greet greet, ILogger<Greet> logger)
    {
        logger.Asked(greet.Name);
        return (greet.Name, new Greeted(greet.Name));
    }
}

public static class GreetedHandler
{
    public static Thanked Handle(Greeted greeted, ILogger<Greeted> logger)
    {
        logger.Greeted(greeted.Name);
        return new Thanked(greeted.Name);
    }
}

public static class ThankedHandler
{
    public static void Handle(Thanked thanked, ILogger<Thanked> logger) => logger.Thanked(thanked.Name);
}

/// <summary>A plain sender, as a background job or a minimal endpoint is one.</summary>
public static class BusEndpoint
{
    [WolverineGet("/greet-by-bus/{name}")]
    public static async Task<string> Get(string name, IMessageBus bus)
    {
        await bus.PublishAsync(new Greeted(name));
        return name;
    }
}

public static class FailingEndpoints
{
    [WolverineGet("/fail/database")]
    public static string Database() => throw new NpgsqlException("Failed to connect to 10.0.0.1:5432", new SocketException((int)SocketError.ConnectionRefused));

    [WolverineGet("/fail/own")]
    public static string Own() => throw new InvalidOperationException("a secret of ours");

    [WolverineGet("/fail/missing")]
    public static Greeted? Missing() => null;
}

public static class ValidatedEndpoint
{
    public static ProblemDetails Validate(Thanked thanked) => thanked.Name.Length > 0
        ? WolverineContinue.NoProblems
        : new ValidationProblemDetails(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["name"] = ["is empty"] }) { Status = 400 };

    [WolverinePost("/thank")]
    public static string Post(Thanked thanked) => thanked.Name;
}

static partial class Lines
{
    [LoggerMessage(LogLevel.Information, "Asked to greet {Name}")]
    public static partial void Asked(this ILogger logger, string name);

    [LoggerMessage(LogLevel.Information, "Greeted {Name}")]
    public static partial void Greeted(this ILogger logger, string name);

    [LoggerMessage(LogLevel.Information, "Thanked by {Name}")]
    public static partial void Thanked(this ILogger logger, string name);
}
