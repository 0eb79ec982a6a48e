using System.Diagnostics;
using System.Reflection;
using Modular.Integration.Tests.Hosting;

namespace Modular.Integration.Tests.Processes;

/// <summary>The commands of the executable, in a process of its own.</summary>
public sealed class CommandTests(TestSystem system)
{
    static readonly string Executable =
        typeof(CommandTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Host").Value!;

    [Theory]
    [InlineData("PlaceOrderEndpoint", "codegen", "preview")]
    [InlineData("Wolverine", "describe")]
    [InlineData("codegen", "help")]
    [InlineData("--database-per-module", "--help")]
    [InlineData("--transport", "--level", "4", "-h")]
    [InlineData("--instances", "up", "--help")]
    public async Task A_command_that_only_looks_at_the_code_needs_no_database(string expected, params string[] command)
    {
        var (exitCode, output) = await RunAsync(connectionString: "", command);

        Assert.True(exitCode == 0, output);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Local queues do not reach other processes", "up", "--level", "4", "--transport", "local")]
    [InlineData("share a database", "up", "--level", "4", "--database-per-module", "false")]
    [InlineData("--api-port and --admin-port are both 18900: choose another for one of them.", "up", "--level", "4", "--api-port", "18900", "--admin-port", "18900")]
    [InlineData("it takes no --modules", "up", "--level", "4", "--modules", "order")]
    [InlineData("No RabbitMQ broker is there: 127.0.0.1:1 (connection refused). Start one, or set ConnectionStrings:RabbitMq", "up", "--level", "4", "--transport", "rabbitmq")]
    [InlineData("No Kafka broker is there: 127.0.0.1:1 (connection refused). Start one, or set ConnectionStrings:Kafka", "up", "--level", "4", "--transport", "kafka")]
    [InlineData("No Kafka broker is there", "--urls", "http://127.0.0.1:0", "--transport", "kafka")]
    public async Task What_cannot_run_is_refused_before_anything_is_started(string expected, params string[] command)
    {
        // It would be refused for the ports, while another system runs on this machine.
        string[] ports = command is ["up", ..] && !command.Contains("--api-port", StringComparer.Ordinal)
            ? [.. ((string[])["--api-port", "--admin-port", "--control-port", "--registry-port"]).SelectMany(port => (string[])[port, $"{OwnPort.Any()}"])]
            : [];

        var (exitCode, output) = await RunAsync(connectionString: "", [.. command, .. ports]);

        Assert.True(exitCode == 1, output);
        Assert.Contains(expected, Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("statsu")]
    [InlineData("statsu", "--json")]
    [InlineData("Ledgre", "--level", "4")]
    public async Task A_mistyped_command_is_refused_before_anything_is_started(params string[] command)
    {
        var (exitCode, output) = await RunAsync(connectionString: "", command);

        Assert.True(exitCode == 1, output);
        var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"There is no command '{command[0]}'. There are: canary, ", line, StringComparison.Ordinal);
        Assert.Contains(" ledger, ", line, StringComparison.Ordinal);
        Assert.Contains(" status, ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_database_is_set_up_and_checked_by_commands()
    {
        var database = await (await system.ServerAsync()).NewDatabaseAsync();

        var (setUp, setUpOutput) = await RunAsync(database, "resources", "setup");
        var (checks, checksOutput) = await RunAsync(database, "resources", "check");

        Assert.True(setUp == 0, setUpOutput);
        Assert.True(checks == 0, checksOutput);
        Assert.Superset(
            new HashSet<string> { "inventory.mt_events", "orders.mt_doc_orderfulfilment", "payments.mt_events", "wolverine.wolverine_incoming_envelopes" },
            (await Tables.RowsAsync(database, "select table_schema || '.' || table_name from information_schema.tables")).ToHashSet());
    }

    static async Task<(int ExitCode, string Output)> RunAsync(string connectionString, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [Executable, .. command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Executable),
            Environment =
            {
                ["ConnectionStrings__Modular"] = connectionString,
                // Where only the system's administrator can listen, and nobody does.
                ["ConnectionStrings__RabbitMq"] = "amqp://127.0.0.1:1",
                ["ConnectionStrings__Kafka"] = "127.0.0.1:1",
            },
        };
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Concat(output));
    }
}
