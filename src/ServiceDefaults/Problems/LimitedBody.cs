namespace Modular.ServiceDefaults.Problems;

/// <summary>A request body that fails with 413 beyond a number of bytes, and remembers it for those who swallow the failure.</summary>
sealed class LimitedBody(Stream body, long limit) : RequestStream
{
    long _read;

    /// <summary>Whether more was sent than may be.</summary>
    public bool IsExceeded => _read > limit;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsExceeded)
            throw RequestLimits.TooLarge();

        var count = await body.ReadAsync(buffer, cancellationToken);
        _read += count;
        return IsExceeded ? throw RequestLimits.TooLarge() : count;
    }
}
