using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Modular.Benchmarks.Proxying;

/// <summary>Answers everything with the same few bytes, where there is no nginx to do so.</summary>
static class TrivialUpstream
{
    public const string Role = "role:upstream";

    static readonly byte[] Hello = "hello, world"u8.ToArray();

    public static Task RunAsync(string[] urls)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(urls);
        var app = builder.Build();
        app.Run(static context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.ContentLength = Hello.Length;
            return context.Response.Body.WriteAsync(Hello).AsTask();
        });
        return app.RunAsync();
    }
}
