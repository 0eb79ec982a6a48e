using System.Collections.Concurrent;
using System.Globalization;
using Modular.Gateway.Canary.Steps;
using Modular.Gateway.Decisions;
using Modular.Gateway.Instances;
using Modular.Gateway.Policy;
using Polly;
using Polly.Retry;

namespace Modular.Gateway.Canary.Control;

/// <summary>Asks the webhooks of a document: below 300 is yes. One that cannot be reached says no.</summary>
sealed class Webhooks(DecisionLog decisions, TimeProvider time) : IDisposable
{
    readonly HttpClient _checked = new() { Timeout = Timeout.InfiniteTimeSpan };
    readonly ConcurrentDictionary<int, ResiliencePipeline<bool>> _pipelines = new();

    // For webhooks whose document says so: for their own certificate, in their own network.
    readonly HttpClient _unchecked = new(new SocketsHttpHandler
    {
#pragma warning disable CA5359 // disableTLS of the document.
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Asks all webhooks of some kinds, at the same time. A kind without a webhook is open.</summary>
    public async Task<Gates> AskAsync(CanaryDocument? document, IReadOnlyList<CanaryHook> hooks, RolloutState state, CancellationToken cancellation)
    {
        if (document?.Analysis is not { Webhooks.Count: > 0 } analysis || hooks.Count == 0)
            return Gates.Open;
        var asked = analysis.Webhooks.Where(webhook => hooks.Contains(webhook.Type)).ToList();
        var answers = await Task.WhenAll(asked.Select(webhook => CallAsync(webhook, document, state, webhook.Metadata, cancellation)));
        var said = asked.Zip(answers).ToLookup(static pair => pair.First.Type, static pair => pair.Second);
        return new(
            ConfirmRollout: said[CanaryHook.ConfirmRollout].All(static yes => yes),
            PreRollout: said[CanaryHook.PreRollout].All(static yes => yes),
            Rollout: said[CanaryHook.Rollout].All(static yes => yes),
            ConfirmTrafficIncrease: said[CanaryHook.ConfirmTrafficIncrease].All(static yes => yes),
            ConfirmPromotion: said[CanaryHook.ConfirmPromotion].All(static yes => yes),
            Rollback: said[CanaryHook.Rollback].Any(static yes => yes));
    }

    /// <summary>Tells whoever wants to know of a transition. What they answer changes nothing.</summary>
    public Task TellAsync(CanaryDocument? document, Transition transition, CancellationToken cancellation)
    {
        if (document?.Analysis is not { Webhooks.Count: > 0 } analysis)
            return Task.CompletedTask;
        var isEnd = transition.Kind is TransitionKind.Succeeded or TransitionKind.RolledBack;
        return Task.WhenAll(analysis.Webhooks
            .Where(webhook => webhook.Type == CanaryHook.Event || (isEnd && webhook.Type == CanaryHook.PostRollout))
            .Select(webhook => CallAsync(webhook, document, transition.State, Event(webhook, transition), cancellation)));
    }

    public void Dispose()
    {
        _checked.Dispose();
        _unchecked.Dispose();
    }

    Dictionary<string, string> Event(CanaryWebhook webhook, Transition transition) => new(webhook.Metadata, StringComparer.Ordinal)
    {
        ["eventMessage"] = transition.Reason,
        ["eventType"] = transition.Kind is TransitionKind.RolledBack or TransitionKind.CheckFailed ? "Warning" : "Normal",
        ["timestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
    };

    async Task<bool> CallAsync(
        CanaryWebhook webhook, CanaryDocument document, RolloutState state, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        var message = WebhookMessage.Of(document, state, metadata);
        return await _pipelines.GetOrAdd(webhook.Retries, Pipeline).ExecuteAsync(token => new ValueTask<bool>(PostAsync(webhook, document.Subject, message, token)), cancellation);
    }

    async Task<bool> PostAsync(CanaryWebhook webhook, string service, WebhookMessage message, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(webhook.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var answer = await (webhook.DisableTls ? _unchecked : _checked).PostAsJsonAsync(webhook.Url, message, either.Token);
            if (answer.IsSuccessStatusCode)
                return true;
            No(webhook, service, $"{(int)answer.StatusCode}");
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            No(webhook, service, failure is HttpRequestException ? failure.Message : $"no answer within {webhook.Timeout.TotalSeconds:0.###} s");
        }

        return false;
    }

    ResiliencePipeline<bool> Pipeline(int retries)
    {
        var pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = time };
        if (retries > 0)
            pipeline.AddRetry(new RetryStrategyOptions<bool>
            {
                ShouldHandle = static attempt => new(attempt.Outcome is { Exception: null, Result: false }),
                MaxRetryAttempts = retries,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(5),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        return pipeline.Build();
    }

    // Of those whose answer holds something up. That nobody wants a rollback is no news.
    void No(CanaryWebhook webhook, string service, string answer)
    {
        if (webhook.Type is not (CanaryHook.Rollback or CanaryHook.Event or CanaryHook.PostRollout))
            decisions.Record("canary-webhook", service, instance: null, $"{Words.Kebab(webhook.Type)} {webhook.Name} at {webhook.Url} says no: {answer}");
    }
}
