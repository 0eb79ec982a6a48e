using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Modular.ServiceDefaults.Problems;

/// <summary>A kind of problem (RFC 9457) under a name that clients can rely on, with what the caller can do about it.</summary>
/// <param name="Slug">The last part of <see cref="Uri"/>.</param>
/// <param name="Advice">The <c>detail</c> where nothing more exact is known.</param>
public sealed record ProblemType(string Slug, string Advice)
{
    /// <summary>What every <c>type</c> of this system begins with.</summary>
    public const string Prefix = "urn:modular:problem:";

    public static readonly ProblemType MalformedJson = new("malformed-json", "Correct the JSON at the place given.");

    public static readonly ProblemType Invalid = new("invalid", "Correct the fields listed under errors.");

    public static readonly ProblemType ChangedMeanwhile = new("changed-meanwhile", "It was changed meanwhile. Read it again, then repeat the request.");

    public static readonly ProblemType UnstorableText = new("unstorable-text", "A text holds a character that cannot be stored, such as U+0000. Leave it out.");

    public static readonly ProblemType DatabaseUnavailable = new("database-unavailable", "The database cannot be reached. Try again after the time in Retry-After.");

    /// <summary>The <c>type</c>.</summary>
    public string Uri => Prefix + Slug;

    /// <summary>The kind that a bare status code stands for.</summary>
    public static ProblemType Of(int status) => status switch
    {
        400 => new("bad-request", "Correct the request; repeating it as it is will fail again."),
        401 => new("unauthenticated", "Send a valid token."),
        403 => new("forbidden", "Ask for the right to do this."),
        404 => new("not-found", "There is nothing here: check the path and the id."),
        405 => new("method-not-allowed", "Use one of the methods in the Allow header."),
        406 => new("not-acceptable", "Accept application/json."),
        408 => new("request-timeout", "Send the request faster, or in a smaller body."),
        409 => new("conflict", "Read the current state, then decide again."),
        412 => new("precondition-failed", "Read the current version, then decide again."),
        413 => new("body-too-large", $"Send at most {RequestLimits.MaxBodyBytes} bytes."),
        415 => new("unsupported-media-type", "Send application/json."),
        422 => new("unprocessable", "Correct the request; repeating it as it is will fail again."),
        429 => new("too-many-requests", "Slow down; try again later."),
        500 => new("internal-error", "The error is recorded under the trace id. If it stays, report that id."),
        502 => new("bad-gateway", "A service behind this one failed. Try again later."),
        503 => new("unavailable", "Try again later."),
        504 => new("gateway-timeout", "A service behind this one did not answer in time. Try again later."),
        _ => new($"http-{status}", "See the status code."),
    };

    /// <summary>The kind that a problem is of: what a framework has put into it says more than its status.</summary>
    public static ProblemType Of(ProblemDetails problem) => problem switch
    {
        HttpValidationProblemDetails => Invalid,
        // So Wolverine marks a body that is not the JSON it should be.
        { Status: 400 } when problem.Extensions.ContainsKey("lineNumber") => MalformedJson,
        _ => Of(problem.Status ?? 500),
    };
}
