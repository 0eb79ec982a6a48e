using JasperFx.CommandLine;
using Modular.Host.Startup;

namespace Modular.Host.Commands;

/// <summary>A command of ours: what the reader can mend is said in a sentence, without a stack trace.</summary>
public abstract class OwnCommand<TInput> : JasperFxAsyncCommand<TInput>
{
    public sealed override async Task<bool> Execute(TInput input)
    {
        try
        {
            return await RunAsync(input);
        }
        catch (Exception failure) when (StartupFailure.Explain(failure) is { } explanation)
        {
            await Console.Error.WriteLineAsync(explanation);
            return false;
        }
    }

    /// <returns>Whether it went well; else the process exits with 1.</returns>
    protected abstract Task<bool> RunAsync(TInput input);
}
