using System.Net;
using System.Text;

namespace Modular.Gateway.Tests.Hosting;

/// <summary>A body that is sent in two parts, the second when the test says so, and without saying how long it is.</summary>
sealed class PushedContent(string first, Task more, string second) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(first));
        await stream.FlushAsync();
        await more;
        await stream.WriteAsync(Encoding.ASCII.GetBytes(second));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
