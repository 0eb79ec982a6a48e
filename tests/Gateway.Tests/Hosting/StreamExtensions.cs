namespace Modular.Gateway.Tests.Hosting;

static class StreamExtensions
{
    public static async Task<StreamReader> GetStreamReaderAsync(this HttpClient client, string path) =>
        new(await client.GetStreamAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
}
