namespace Modular.Host.Supervision;

/// <summary>There is no process, no service or no command of that name. The message says which there are.</summary>
sealed class UnknownNameException(string kind, string name, IEnumerable<string> known)
    : Exception($"There is no {kind} '{name}'. There are: {string.Join(", ", known)}.");
