using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Modular.ServiceDefaults.Health;
using Npgsql;
using Wolverine.Persistence;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime;

namespace Modular.ServiceDefaults.Tests.Health;

public sealed class CheckTests
{
    [Fact]
    public async Task A_database_that_nobody_serves_is_named_with_the_reason_and_the_address_but_not_the_password()
    {
        var port = OwnPort.Any();

        var result = await Check(new DatabaseCheck("order", $"Host=127.0.0.1;Port={port};Username=u;Password=secret"));

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal($"order: connection refused 127.0.0.1:{port}", result.Description);
    }

    [Fact]
    public async Task A_database_that_accepts_and_never_answers_is_given_up_on()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;

        var result = await Check(new DatabaseCheck("order", $"Host=127.0.0.1;Port={port};Username=u;SSL Mode=Disable"));

        Assert.Equal($"order: no answer in time 127.0.0.1:{port}", result.Description);
    }

    [Fact]
    public async Task A_message_store_that_cannot_be_reached_is_named_with_the_reason()
    {
        var result = await Check(new MessageStoreCheck(RuntimeWith(new NpgsqlException("Failed", new SocketException((int)SocketError.ConnectionRefused)))));

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal("message-store: connection refused wolverinedb://postgresql/order", result.Description);
    }

    [Fact]
    public async Task A_message_store_that_can_be_reached_is_healthy() =>
        Assert.Equal(HealthStatus.Healthy, (await Check(new MessageStoreCheck(RuntimeWith(failure: null)))).Status);

    static Task<HealthCheckResult> Check(IHealthCheck check) => check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

    static IWolverineRuntime RuntimeWith(Exception? failure)
    {
        var admin = Fake.Of<IMessageStoreAdmin>(_ => failure is null ? Task.CompletedTask : Task.FromException(failure));
        var store = Fake.Of<IMessageStore>(member => member switch
        {
            "get_Uri" => new Uri("wolverinedb://postgresql/order"),
            "get_Admin" => admin,
            _ => null,
        });
        IWolverineRuntime? runtime = null;
        runtime = Fake.Of<IWolverineRuntime>(member => member == "get_Stores" ? new MessageStoreCollection(runtime!, [store], []) : null);
        return runtime;
    }

    /// <summary>Answers the few members of a large interface that a test needs.</summary>
    public class Fake : DispatchProxy
    {
        Func<string, object?> _answer = _ => null;

        public static T Of<T>(Func<string, object?> answer) where T : class
        {
            var fake = Create<T, Fake>();
            ((Fake)(object)fake)._answer = answer;
            return fake;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!.Name);
    }
}
