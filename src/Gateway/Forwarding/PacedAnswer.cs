using Modular.Gateway.Resilience;

namespace Modular.Gateway.Forwarding;

/// <summary>The body of an answer on its way to a client that may be slow to take it.</summary>
sealed class PacedAnswer(Stream client, ClientPace pace) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var taking = client.WriteAsync(buffer, cancellationToken);
        using (Wait(taking.IsCompleted))
            await taking;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        var taking = client.FlushAsync(cancellationToken);
        using (Wait(taking.IsCompleted))
            await taking;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException("An answer is written asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An answer is written asynchronously.");

    ClientPace.Wait Wait(bool isTaken) => isTaken ? default : pace.Begin();
}
