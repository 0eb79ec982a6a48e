using System.Diagnostics;

namespace Modular.Host.Supervision;

/// <summary>A running child. Its standard input is its lifeline: closing it asks the child to stop.</summary>
sealed class ChildProcess : IChildProcess
{
    readonly Process _process;
    readonly Task _output;

    ChildProcess(Process process, Action<string> log)
    {
        _process = process;
        _output = Task.WhenAll(PumpAsync(process.StandardOutput, log), PumpAsync(process.StandardError, log));
    }

    public int Id => _process.Id;

    public static ChildProcess Start(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Action<string> log)
    {
        // The runtime that runs this process; an apphost would look for one of its own.
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!, log);
    }

    public async Task<int> ExitedAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        await _output.WaitAsync(cancellation);
        return _process.ExitCode;
    }

    public async Task<bool> StopAsync(TimeSpan deadline, TimeProvider time)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        try
        {
            await _process.WaitForExitAsync().WaitAsync(deadline, time);
            return true;
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _output.WaitAsync(CancellationToken.None);
        _process.Dispose();
    }

    static async Task PumpAsync(StreamReader lines, Action<string> log)
    {
        while (await lines.ReadLineAsync() is { } line)
            log(line);
    }
}
