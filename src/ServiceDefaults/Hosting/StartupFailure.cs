using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Modular.ServiceDefaults.Hosting;

/// <summary>Failures to start that the reader can mend: said in a sentence, without a stack trace.</summary>
public static class StartupFailure
{
    /// <returns>What to tell the reader; null when it is a bug, which needs its stack trace.</returns>
    public static string? Explain(Exception failure) => failure switch
    {
        OptionsValidationException => failure.Message,
        // Of the configuration: it names the setting, its value and what it should have been.
        InvalidOperationException { InnerException: FormatException, Message: var message } when message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => message,
        { InnerException: AddressInUseException } => failure.Message,
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
