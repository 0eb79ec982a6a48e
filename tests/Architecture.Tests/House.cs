using System.Reflection;
using Modular.Host.Topology;
using Modular.Kernel;
using Modular.ServiceDefaults.Correlation;

namespace Modular.Architecture.Tests;

/// <summary>The assemblies of the system, by what they are.</summary>
static class House
{
    public static Assembly Kernel { get; } = typeof(IModule).Assembly;

    public static Assembly ServiceDefaults { get; } = typeof(CorrelationExtensions).Assembly;

    public static Assembly Host { get; } = typeof(ModuleTopology).Assembly;

    /// <summary>Brought along by the host, which runs it and does not call it.</summary>
    public static Assembly Gateway { get; } = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "modular-gateway.dll"));

    public static IReadOnlyList<IModule> Modules => ModuleTopology.Modules;

    /// <summary>Every <c>Modular.*.Contracts.dll</c> that was built.</summary>
    public static IReadOnlyList<Assembly> Contracts { get; } =
        [.. Directory.GetFiles(AppContext.BaseDirectory, "Modular.*.Contracts.dll").Select(Assembly.LoadFrom).OrderBy(NameOf, StringComparer.Ordinal)];

    /// <summary>All but the tests.</summary>
    public static IReadOnlyList<Assembly> All { get; } = [Kernel, ServiceDefaults, Host, Gateway, .. Modules.Select(AssemblyOf), .. Contracts];

    public static TheoryData<string> ModuleNames { get; } = [.. Modules.Select(module => module.Name)];

    public static IModule Module(string name) => Modules.Single(module => module.Name == name);

    public static Assembly AssemblyOf(IModule module) => module.GetType().Assembly;

    public static string NameOf(Assembly assembly) => assembly.GetName().Name!;

    /// <summary>The folder of the solution, where committed files are.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Modular.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
