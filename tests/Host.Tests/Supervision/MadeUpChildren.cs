using System.Collections.Concurrent;
using System.Net;
using Modular.Host.Supervision;

namespace Modular.Host.Tests.Supervision;

/// <summary>Children that are no processes: they live until they are asked to stop, and say that they are ready.</summary>
sealed class MadeUpChildren : HttpMessageHandler
{
    readonly ConcurrentDictionary<int, Child> _children = new();
    int _started;

    /// <summary>What those that are started from now on wait for before they are ready.</summary>
    public Task MayBeReady { get; set; } = Task.CompletedTask;

    /// <summary>What those that are started from now on wait for before they stop.</summary>
    public Task MayStop { get; set; } = Task.CompletedTask;

    public IEnumerable<int> Living => _children.Values.Where(child => child.IsAlive).Select(child => child.Id);

    public IChildProcess Start(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Action<string> log)
    {
        var child = new Child(Interlocked.Increment(ref _started), new Uri(arguments.Last()).Port, MayBeReady, MayStop);
        return _children[child.Id] = child;
    }

    /// <summary>Returns once the child of this process was asked to stop.</summary>
    public Task AskedToStopAsync(int processId) => _children[processId].AskedToStop;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isReady = _children.Values.Any(child => child.IsAlive && child.IsReady && child.Port == request.RequestUri!.Port);
        return Task.FromResult(new HttpResponseMessage(isReady ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable));
    }

    sealed class Child(int id, int port, Task mayBeReady, Task mayStop) : IChildProcess
    {
        readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Id => id;

        public int Port => port;

        public bool IsReady => mayBeReady.IsCompleted;

        public bool IsAlive => !_exited.Task.IsCompleted;

        public Task AskedToStop => _asked.Task;

        public Task<int> ExitedAsync(CancellationToken cancellation) => _exited.Task.WaitAsync(cancellation);

        public async Task<bool> StopAsync(TimeSpan deadline, TimeProvider time)
        {
            _asked.TrySetResult();
            await mayStop;
            _exited.TrySetResult(0);
            return true;
        }

        public ValueTask DisposeAsync()
        {
            _exited.TrySetResult(137);
            return ValueTask.CompletedTask;
        }
    }
}
