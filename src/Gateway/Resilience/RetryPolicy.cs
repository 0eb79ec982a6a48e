using System.Collections.Immutable;
using Modular.Gateway.Forwarding;

namespace Modular.Gateway.Resilience;

/// <summary>When, how often and how soon an attempt is repeated.</summary>
sealed record RetryPolicy
{
    /// <summary>Without a policy: once, if the instance refused the request before it could act, and the request is idempotent.</summary>
    public static readonly RetryPolicy Safe = new() { Attempts = 1, On = RetryOn.SafelyRefused };

    /// <value>Attempts after the first. Default 2, as in Istio; 0 turns it off.</value>
    public int Attempts { get; init; } = 2;

    /// <value>Default: connection failures and resets.</value>
    public RetryOn On { get; init; } = RetryOn.ConnectFailure | RetryOn.Reset;

    /// <value>More statuses that are tried again. Default: none.</value>
    public ImmutableHashSet<int> Statuses { get; init; } = [];

    /// <value>gRPC statuses in the head of an answer that are tried again. Default: none.</value>
    public ImmutableHashSet<int> GrpcStatuses { get; init; } = [];

    /// <value>Whether an attempt goes elsewhere than those before it. Default true.</value>
    public bool AvoidsTried { get; init; } = true;

    /// <value>Whether an attempt prefers a locality that none before it went to. Default false.</value>
    public bool LeavesLocality { get; init; }

    /// <value>How long an attempt may take until its answer begins. Default: no limit but the request's.</value>
    public TimeSpan PerTryTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <value>The unit of the pauses between attempts. Default 25 ms. (Envoy)</value>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Whether an attempt that ended so is to be repeated, as far as the policy is asked. Pure.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="status">The status of its answer; 0 for none.</param>
    /// <param name="isSafe">Whether the instance cannot have acted, or the request may be repeated and was refused.</param>
    /// <param name="grpcStatus">That of its head; null for none.</param>
    public bool Wants(Outcome outcome, int status, bool isSafe, int? grpcStatus = null)
    {
        var wanted = outcome switch
        {
            Outcome.ConnectFailure => RetryOn.ConnectFailure | RetryOn.Reset | RetryOn.GatewayError | RetryOn.ServerError,
            Outcome.Reset or Outcome.PerTryTimeout => RetryOn.Reset | RetryOn.GatewayError | RetryOn.ServerError,
            Outcome.GatewayError => RetryOn.GatewayError | RetryOn.ServerError,
            Outcome.ServerError => RetryOn.ServerError,
            _ when status == StatusCodes.Status409Conflict => RetryOn.Conflict,
            _ => RetryOn.None,
        };
        return (On & wanted) != RetryOn.None || (isSafe && On.HasFlag(RetryOn.SafelyRefused)) || (status != 0 && Statuses.Contains(status))
            || (grpcStatus is { } number && GrpcStatuses.Contains(number));
    }
}
