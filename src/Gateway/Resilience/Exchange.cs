using System.Globalization;
using Modular.Gateway.Canary.Judging;
using Modular.Gateway.Forwarding;
using Modular.Gateway.Instances;
using Modular.Gateway.LoadBalancing;
using Modular.Gateway.Traffic;

namespace Modular.Gateway.Resilience;

/// <summary>One request on its way through its attempts: what may still be tried, and how soon.</summary>
sealed class Exchange(HttpContext context, Course course, long began, Dice dice, TimeProvider time)
{
    /// <summary>Says that a repetition was wanted and there were too many of them already.</summary>
    public const string Header = "x-modular-retry";

    /// <summary>5 seconds. A service that asks for more time than that is not asked again: its answer tells the client when to come back.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(5);

    readonly Deadline _deadline = Deadline.Of(course.Policy.Timeout, context.Request.Headers[Deadline.Header], began, time);
    ClientPace? _pace;
    List<Destination>? _tried;
    TimeSpan _retryAfter;
    bool _holdsRepetition;
    bool _fellBack;

    public HttpContext Context => context;

    public Course Course => course;

    public RetryPolicy Retry => course.Policy.Retry;

    /// <summary>Put off by all the time that was spent waiting for the client.</summary>
    public Deadline Deadline => _pace is null ? _deadline : _deadline.PutOff(_pace.Waited);

    /// <summary>How long the client was waited for, in ticks of the clock.</summary>
    public long Waited => _pace?.Waited ?? 0;

    /// <summary>1 for the first attempt.</summary>
    public int Number { get; private set; }

    /// <summary>Whether there can be a second attempt at all.</summary>
    public bool MayRepeat => Retry.Attempts > 0 && (Retry.On != RetryOn.SafelyRefused || RetryRule.IsIdempotent(context.Request));

    /// <summary>Whether the attempt that has just ended is to be repeated.</summary>
    public bool IsRepeated { get; private set; }

    /// <summary>Whether the client has no answer of the service yet, and gets none.</summary>
    public bool IsUnanswered { get; private set; }

    /// <summary>The limit that the last attempt was over, of <see cref="Resilience.Overload"/>; null where it was sent.</summary>
    public string? Overload { get; private set; }

    /// <summary>Those that had the request already, and get it again only when there is nobody else.</summary>
    public IReadOnlyCollection<Destination> Tried => _tried ?? [];

    /// <summary>Of which subset the attempt is: the course's, or what it fell back to. Null for all instances.</summary>
    public string? Subset { get; private set; } = course.Subset;

    /// <summary>Where the attempt is taken down, while versions are compared; null for nowhere.</summary>
    public AttemptSample? Sample { get; private set; }

    /// <summary>Picks a destination and begins an attempt on it. Of a canary's request, only the first attempt is the canary's, and only while it is well.</summary>
    /// <param name="key">Of the request, where its instance is chosen by one.</param>
    /// <returns>Null when there is none.</returns>
    public Destination? Begin(ulong? key)
    {
        var service = course.Service;
        if (course.Split is not { } split)
            return service.Begin(course.Subset, Tried, key, Retry.LeavesLocality);
        if (course.Subset == split.CanarySubset)
        {
            if (Number == 0 && service.CandidatesOf(split.CanarySubset).IsWell && service.Begin(split.CanarySubset, key: key) is { } canary)
            {
                Sample = split.Samples.Canary;
                return canary;
            }

            if (!_fellBack)
                split.Samples.Canary.RecordFallback();
            (_fellBack, Subset) = (true, split.StableSubset);
        }

        // What comes back from the canary may be the fault of the request: it says nothing of the stable version.
        Sample = _fellBack ? null : split.Samples.Stable;
        return service.Begin(split.StableSubset, Tried, key, Retry.LeavesLocality) ?? service.Begin(subset: null, Tried, key, Retry.LeavesLocality);
    }

    /// <summary>Where waiting for the client is taken down: only for requests and answers that may have to.</summary>
    public ClientPace Pace() => _pace ??= new(time);

    /// <summary>An attempt has its time, except while it waits for the client.</summary>
    public void Follow(AttemptTimer timer) => _pace?.Follow(timer);

    /// <summary>Another attempt begins.</summary>
    public void Next()
    {
        Number++;
        (IsRepeated, IsUnanswered) = (false, false);
    }

    /// <summary>An attempt has ended without an answer, or in the middle of it.</summary>
    public void Fail(Outcome outcome, Exception? failure)
    {
        IsUnanswered = true;
        Repeat(outcome, status: 0, failure, answer: null);
    }

    /// <summary>An attempt was not sent, as there is enough to do. It is not repeated.</summary>
    public void Shed(string limit) => Overload = limit;

    /// <summary>An attempt has ended that is to be repeated.</summary>
    public void Avoid(Destination destination)
    {
        if (Retry.AvoidsTried || Retry.LeavesLocality)
            (_tried ??= []).Add(destination);
    }

    /// <summary>The last attempt is over.</summary>
    public void End()
    {
        if (_holdsRepetition)
            course.Traffic.Budget.Release();
        _holdsRepetition = false;
    }

    /// <summary>
    /// An attempt has failed, or its answer has begun: whether to repeat it, which is decided once, and must be before a byte of the answer
    /// has gone to the client.
    /// </summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="status">The status of the answer; 0 for none.</param>
    /// <param name="failure">What broke; null for an answer.</param>
    /// <param name="answer">The head of the answer; null for none.</param>
    public bool Repeat(Outcome outcome, int status, Exception? failure, HttpResponseMessage? answer)
    {
        var isSafe = RetryRule.IsRefused(outcome, failure) && RetryRule.IsIdempotent(context.Request);
        if (Number > Retry.Attempts || context.Response.HasStarted || !Retry.Wants(outcome, status, isSafe, GrpcStatus(answer))
            // Without a connection not a byte of the body was read.
            || !(ReplayableBody.CanReplay(context.Request) || outcome == Outcome.ConnectFailure))
            return false;
        // Looked for only here: nearly every answer is one that is not repeated.
        var retryAfter = answer is null ? TimeSpan.Zero : RetryAfter(answer);
        if (retryAfter > LongestRetryAfter)
            return false;
        End();
        // The budget is for work done twice. Where there was no connection, none was done; a cap is on all.
        _holdsRepetition = outcome != Outcome.ConnectFailure || course.Traffic.Limits.RetryCap is not null;
        if (_holdsRepetition && !course.Traffic.Budget.TryAcquire(course.Traffic.Limits, course.Traffic.Active, time.GetTimestamp()))
        {
            _holdsRepetition = false;
            course.Service.Figures.Requests[course.Subset].ExhaustBudget();
            context.Response.Headers[Header] = "budget";
            return false;
        }

        _retryAfter = retryAfter;
        // The answer, if there is one, is dropped.
        return IsUnanswered = IsRepeated = true;
    }

    /// <summary>Waits before the next attempt.</summary>
    /// <returns>False when the time of the request does not last for it.</returns>
    public async ValueTask<bool> PauseAsync()
    {
        var pause = Backoff.Pause(Number, Retry.BackoffBase, dice.Share(), _retryAfter);
        var left = Deadline.Left(time);
        if (left != Timeout.InfiniteTimeSpan && pause >= left)
            return false;
        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !context.RequestAborted.IsCancellationRequested;
    }

    int? GrpcStatus(HttpResponseMessage? answer) =>
        !Retry.GrpcStatuses.IsEmpty && answer is not null && answer.Headers.TryGetValues("grpc-status", out var values)
        && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : null;

    /// <summary>Reads <c>Retry-After</c> in seconds; a date, which services hardly send, is not waited for.</summary>
    static TimeSpan RetryAfter(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Retry-After", out var values)
        && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.Zero;
}
