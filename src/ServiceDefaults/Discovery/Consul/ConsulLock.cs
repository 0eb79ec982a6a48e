using System.Net;
using Microsoft.Extensions.Logging;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Holds a key of Consul as a lock, by a session that is renewed, and says when it has it.</summary>
/// <remarks>
/// Source: Consul's guide to leader election. Whoever cannot renew its session for as long as that lives must take it for lost, before
/// Consul gives the lock to another: the time is counted from before the renewal was asked for.
/// </remarks>
sealed partial class ConsulLock(IConsulKeyApi api, ConsulCalls calls, string key, string name, ILogger logger)
{
    /// <summary>How long a session lives without being renewed: 10 s, the least that Consul takes.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(10);

    /// <summary>How long nobody gets the lock after a session has ended with it: 1 s, for a clock that is a little slow.</summary>
    static readonly TimeSpan LockDelay = TimeSpan.FromSeconds(1);

    /// <summary>1 s between two tries to get it.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    static readonly TimeSpan RenewEvery = TimeToLive / 3;

    /// <summary>Runs until cancelled; only then it throws.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await WithSessionAsync(lead, cancellation);
            }
            catch (ConsulException e)
            {
                LogLost(key, e.Message);
            }

            await Task.Delay(Pause, calls.Time, cancellation);
        }
    }

    async Task WithSessionAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        var wanted = new SessionWanted(name, GoDuration.Format(TimeToLive), GoDuration.Format(LockDelay), "release");
        var session = ConsulKeys.Checked(await calls.AtOnceAsync(token => api.CreateSessionAsync(wanted, token), cancellation)).ID;
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var renewing = RenewAsync(session, held);
        try
        {
            await AcquireAsync(session, held.Token);
            var leading = lead(held.Token);
            await Task.WhenAny(leading, renewing);
            await held.CancelAsync();
            await leading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (leading.IsFaulted)
                LogFailed(leading.Exception, key);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The session was lost while waiting for the lock: with another one, from the start.
        }
        finally
        {
            await held.CancelAsync();
            await renewing;
            await GiveBackAsync(session);
        }
    }

    async Task AcquireAsync(string session, CancellationToken cancellation)
    {
        while (!ConsulKeys.Checked(await calls.AtOnceAsync(
            token => api.PutAsync(key, ConsulKeys.Text(name), new() { Acquire = session }, token), cancellation)))
            await Task.Delay(Pause, calls.Time, cancellation);
    }

    /// <summary>Renews the session until it is lost, which cancels <paramref name="held"/>.</summary>
    async Task RenewAsync(string session, CancellationTokenSource held)
    {
        var renewed = calls.Time.GetTimestamp();
        while (!held.IsCancellationRequested && calls.Time.GetElapsedTime(renewed) < TimeToLive)
        {
            await Task.Delay(RenewEvery, calls.Time, held.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var asked = calls.Time.GetTimestamp();
            using var late = new CancellationTokenSource(TimeToLive - Smaller(calls.Time.GetElapsedTime(renewed), TimeToLive), calls.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, held.Token);
            try
            {
                var response = await calls.AtOnceAsync(token => api.RenewSessionAsync(session, token), either.Token);
                if (response.StatusCode is HttpStatusCode.NotFound)
                    break;
                if (response.IsSuccessStatusCode)
                    renewed = asked;
            }
            catch (ConsulException)
            {
                // There is time for another try.
            }
            catch (OperationCanceledException)
            {
                // Too late, or nobody needs it any more: the loop sees which.
            }
        }

        await held.CancelAsync();
    }

    /// <summary>So that another one need not wait for the session's end.</summary>
    async Task GiveBackAsync(string session)
    {
        try
        {
            using var late = new CancellationTokenSource(Pause, calls.Time);
            await calls.AtOnceAsync(token => api.PutAsync(key, ConsulKeys.Text(""), new() { Release = session }, token), late.Token);
            await calls.AtOnceAsync(token => api.DestroySessionAsync(session, token), late.Token);
        }
        catch (Exception e) when (e is ConsulException or OperationCanceledException)
        {
            LogNotGivenBack(key, e.Message);
        }
    }

    static TimeSpan Smaller(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(LogLevel.Debug, "The lock {Key} cannot be had: {Reason}")]
    partial void LogLost(string key, string reason);

    [LoggerMessage(LogLevel.Debug, "The lock {Key} was not given back, and ends by itself: {Reason}")]
    partial void LogNotGivenBack(string key, string reason);

    [LoggerMessage(LogLevel.Error, "What was led by the lock {Key} failed; it begins again")]
    partial void LogFailed(Exception failure, string key);
}
