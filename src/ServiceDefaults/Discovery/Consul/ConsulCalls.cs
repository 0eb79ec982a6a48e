using System.Net.Sockets;
using Refit;

namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Makes calls to one Consul: each has its time limit, those that do not block are limited in number, and all fail in one way.</summary>
sealed class ConsulCalls(ConsulOptions options, TimeProvider time) : IDisposable
{
    readonly SemaphoreSlim _atOnce = new(options.ConcurrentReads);

    public ConsulOptions Options => options;

    public TimeProvider Time => time;

    /// <summary>A call that is answered at once, with 2xx or not.</summary>
    /// <exception cref="ConsulException">No answer within <c>Timeout</c>.</exception>
    public async Task<IApiResponse<T>> AtOnceAsync<T>(Func<CancellationToken, Task<IApiResponse<T>>> call, CancellationToken cancellation)
    {
        await _atOnce.WaitAsync(cancellation);
        try
        {
            return await WithinAsync(options.Timeout, call, cancellation);
        }
        finally
        {
            _atOnce.Release();
        }
    }

    /// <summary>A call that may wait for a change. Consul adds up to a sixteenth to the time it is told to wait.</summary>
    /// <exception cref="ConsulException">No answer within that time and <c>Timeout</c>.</exception>
    public Task<IApiResponse<T>> BlockingAsync<T>(Func<CancellationToken, Task<IApiResponse<T>>> call, CancellationToken cancellation) =>
        WithinAsync(options.Wait + (options.Wait / 16) + options.Timeout, call, cancellation);

    /// <returns>What a refused call says: its status, and the text that Consul gave with it.</returns>
    public static ConsulException Refused(IApiResponse response)
    {
        var status = (int?)response.StatusCode ?? 0;
        var text = (response.Error as ApiException)?.Content?.Trim() ?? response.Error?.Message ?? "";
        return new ConsulException(text.Length == 0 ? $"answered {status}" : $"answered {status}: {text}");
    }

    public void Dispose() => _atOnce.Dispose();

    async Task<IApiResponse<T>> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<IApiResponse<T>>> call, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            var response = await call(either.Token);
            cancellation.ThrowIfCancellationRequested();
            return response.StatusCode is null ? throw Failed(response.Error, late.IsCancellationRequested, limit) : response;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ApiRequestException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw Failed(e, late.IsCancellationRequested, limit);
        }
    }

    static ConsulException Failed(Exception? e, bool isLate, TimeSpan limit) =>
        isLate ? new ConsulException($"no answer within {limit.TotalSeconds:0.###} s", e!) : new ConsulException(Reason(e), e!);

    static string Reason(Exception? e) => e switch
    {
        null => "no answer",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => "host not found",
        { InnerException: { } inner } => Reason(inner),
        _ => e.Message,
    };
}
