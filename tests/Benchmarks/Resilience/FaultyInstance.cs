using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Modular.Benchmarks.Resilience;

/// <summary>An instance in a process of its own that takes a few milliseconds, and fails when it is told to: <c>POST /fault?delay=50&amp;errors=0.5</c>.</summary>
static class FaultyInstance
{
    public const string Role = "role:instance";

    /// <summary>Names the instance that answered.</summary>
    public const string Header = "x-instance";

    const int UsualMilliseconds = 5;
    const double GoldenRatio = 0.6180339887498949;

    public static Task RunAsync(string url)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        var app = builder.Build();
        var (delay, errors, asked) = (UsualMilliseconds, 0.0, 0L);
        app.Run(async context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/health/ready":
                    return;
                case "/asked":
                    await context.Response.WriteAsync($"{Interlocked.Read(ref asked)}");
                    return;
                case "/fault":
                    delay = int.Parse(context.Request.Query["delay"].ToString(), CultureInfo.InvariantCulture);
                    errors = double.Parse(context.Request.Query["errors"].ToString(), CultureInfo.InvariantCulture);
                    return;
            }

            var number = Interlocked.Increment(ref asked);
            await Task.Delay(TimeSpan.FromMilliseconds(delay), TimeProvider.System, context.RequestAborted);
            context.Response.Headers[Header] = url;
            // As even as a share can be spread over requests, and the same in every run: multiples of the golden ratio.
            if (number * GoldenRatio % 1 < errors)
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        });
        return app.RunAsync();
    }
}
