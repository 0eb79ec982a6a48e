namespace Modular.ServiceDefaults.Problems;

/// <summary>A request body that fails with 413 beyond a number of bytes, and remembers it for those who swallow the failure.</summary>
sealed class LimitedBody(Stream body, long limit) : Stream
{
    long _read;

    /// <summary>Whether more was sent than may be.</summary>
    public bool IsExceeded => _read > limit;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsExceeded)
            throw RequestLimits.TooLarge();

        var count = await body.ReadAsync(buffer, cancellationToken);
        _read += count;
        return IsExceeded ? throw RequestLimits.TooLarge() : count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>As the server's own stream: reading a request never blocks a thread.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read the request body asynchronously.");

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
