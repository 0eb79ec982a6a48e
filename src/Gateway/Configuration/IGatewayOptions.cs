namespace Modular.Gateway.Configuration;

/// <summary>One section of the configuration, with a default for whatever it does not say.</summary>
interface IGatewayOptions
{
    /// <summary>What is out of range, each with the full name of the setting; empty when all is well.</summary>
    /// <param name="section">Where the values were read, such as <c>Health</c> or <c>Services:order:Health</c>.</param>
    IEnumerable<string> Failures(string section);
}
