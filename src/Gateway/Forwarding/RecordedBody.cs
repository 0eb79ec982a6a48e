using System.Buffers;
using Modular.Gateway.Resilience;
using Modular.ServiceDefaults.Problems;

namespace Modular.Gateway.Forwarding;

/// <summary>
/// The body of a request that is passed on as it comes, as it is long, or of unknown length and may be a stream without an end. It is kept
/// meanwhile, up to a limit, so that it can be sent again.
/// </summary>
/// <param name="source">The body as it comes from the client; read once.</param>
/// <param name="limit">The most that is kept, in bytes; 0 for nothing. Of a body that is longer nothing is.</param>
/// <param name="pace">Told while the client is waited for.</param>
sealed class RecordedBody(Stream source, int limit, ClientPace pace) : RequestStream
{
    ArrayBufferWriter<byte>? _kept = new();
    int _position;

    /// <summary>Whether all that was read so far can be read again.</summary>
    public bool IsKept => _kept is not null;

    /// <summary>The body, once all of it has been read; null before, and where it is too long.</summary>
    public ReadOnlyMemory<byte>? Whole => HasEnded ? _kept?.WrittenMemory : null;

    bool HasEnded { get; set; }

    /// <summary>Begins again: first what was kept, then what is still to come.</summary>
    public void Rewind() => _position = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_kept is { } kept && _position < kept.WrittenCount)
        {
            var again = kept.WrittenMemory[_position..];
            var count = Math.Min(again.Length, buffer.Length);
            again[..count].CopyTo(buffer);
            _position += count;
            return count;
        }

        var read = await ReadOnAsync(buffer, cancellationToken);
        HasEnded |= read == 0 && buffer.Length > 0;
        Keep(buffer.Span[..read]);
        return read;
    }

    async ValueTask<int> ReadOnAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var coming = source.ReadAsync(buffer, cancellation);
        using (coming.IsCompleted ? default : pace.Begin())
            return await coming;
    }

    void Keep(ReadOnlySpan<byte> read)
    {
        if (_kept?.WrittenCount + read.Length > limit)
            _kept = null;
        _kept?.Write(read);
        _position += read.Length;
    }
}
