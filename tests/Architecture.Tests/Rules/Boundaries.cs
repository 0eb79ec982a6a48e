namespace Modular.Architecture.Tests.Rules;

/// <summary>Who may know whom: a module its own and its neighbours' contracts, a contract the kernel, the kernel nobody, the gateway no module.</summary>
static class Boundaries
{
    const string Kernel = "Modular.Kernel";
    const string ServiceDefaults = "Modular.ServiceDefaults";
    const string Gateway = "modular-gateway";

    /// <returns>The references that the assembly should not have.</returns>
    public static IReadOnlyList<string> Violations(string assembly, IEnumerable<string> references) =>
        [.. references.Where(reference => IsOurs(reference) && !MaySee(assembly, reference)).Select(reference => $"{assembly} references {reference}")];

    static bool MaySee(string assembly, string reference) =>
        assembly == Gateway ? reference == ServiceDefaults
        : assembly is not (Kernel or ServiceDefaults) && (reference == Kernel || (IsContract(reference) && !IsContract(assembly)));

    static bool IsOurs(string reference) => reference.StartsWith("Modular.", StringComparison.OrdinalIgnoreCase) || reference is "modular" or Gateway;

    static bool IsContract(string name) => name.EndsWith(".Contracts", StringComparison.Ordinal);
}
