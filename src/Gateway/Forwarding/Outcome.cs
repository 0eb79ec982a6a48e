namespace Modular.Gateway.Forwarding;

/// <summary>How one attempt ended. Every attempt ends in exactly one; health, balancing and metrics read this and nothing else.</summary>
enum Outcome
{
    /// <summary>Answered, below 400.</summary>
    Success,

    /// <summary>4xx but 429; also a request that could not be put into words for the destination.</summary>
    ClientError,

    /// <summary>5xx but 502, 503 and 504.</summary>
    ServerError,

    /// <summary>502, 503, 504, or an answer that cannot be passed on.</summary>
    GatewayError,

    /// <summary>429, or our own load shedding.</summary>
    Throttled,

    /// <summary>No connection: the destination cannot have acted.</summary>
    ConnectFailure,

    /// <summary>The connection broke before the answer was complete.</summary>
    Reset,

    /// <summary>The answer did not begin, or did not go on, in time.</summary>
    PerTryTimeout,

    /// <summary>The time of the whole request was over.</summary>
    DeadlineExceeded,

    /// <summary>The client went away.</summary>
    ClientAborted,

    /// <summary>There was nobody to ask. Of requests only: there was no attempt.</summary>
    NoDestination,
}

static class Outcomes
{
    static readonly string[] Names =
        [.. Enum.GetValues<Outcome>().Select(outcome => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString()))];

    /// <summary>As in metrics and logs: <c>connect-failure</c>.</summary>
    public static string Name(this Outcome outcome) => Names[(int)outcome];

    /// <summary>Whether it is held against the destination. A client that goes away never is, nor is our own shedding.</summary>
    public static bool IsFailure(this Outcome outcome) => outcome is
        Outcome.ServerError or Outcome.GatewayError or Outcome.ConnectFailure or Outcome.Reset or Outcome.PerTryTimeout or Outcome.DeadlineExceeded;

    /// <summary>Whether it took too long.</summary>
    public static bool IsTimeout(this Outcome outcome) => outcome is Outcome.PerTryTimeout or Outcome.DeadlineExceeded;

    /// <summary>Whether it failed without an answer: as Envoy has it, where it began is this side of the connection.</summary>
    public static bool IsLocalOrigin(this Outcome outcome) => outcome is
        Outcome.ConnectFailure or Outcome.Reset or Outcome.PerTryTimeout or Outcome.DeadlineExceeded;

    /// <summary>Whether it speaks for the destination.</summary>
    public static bool IsGood(this Outcome outcome) => outcome is Outcome.Success or Outcome.ClientError;
}
