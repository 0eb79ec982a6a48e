using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Modular.Gateway.Configuration;

namespace Modular.Gateway.Tests.Configuration;

public sealed class SocketThreadsTests
{
    [Fact]
    public async Task What_the_gateway_answers_itself_leaves_the_thread_of_the_socket()
    {
        var answering = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var services = new ServiceCollection().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseThreadPool();
        app.Run(_ =>
        {
            answering.SetResult(Thread.CurrentThread.IsThreadPoolThread);
            return Task.CompletedTask;
        });
        var pipeline = app.Build();

        new Thread(() => _ = pipeline(new DefaultHttpContext())).Start();

        Assert.True(await answering.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }
}
