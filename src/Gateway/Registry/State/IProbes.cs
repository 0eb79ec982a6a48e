namespace Modular.Gateway.Registry.State;

/// <summary>What asks services over HTTP how they are.</summary>
interface IProbes
{
    /// <param name="observed">Told the status and the text after each probe.</param>
    /// <returns>Ends the probing.</returns>
    IDisposable Start(CheckPlan plan, Action<string, string> observed);
}
