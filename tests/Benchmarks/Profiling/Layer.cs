namespace Modular.Benchmarks.Profiling;

/// <summary>Which layer of the host a sample belongs to: the one whose own code ran, whoever called it.</summary>
static class Layer
{
    static readonly (string Prefix, string Name)[] Assemblies =
    [
        ("modular", "Modular, generated handlers"),
        ("Modular", "Modular"),
        ("Npgsql", "Npgsql"),
        ("Marten", "Marten"),
        ("Weasel", "Marten"),
        ("Wolverine", "Wolverine"),
        ("JasperFx", "JasperFx"),
        ("System.Text.Json", "System.Text.Json"),
        ("System.Net", ".NET: sockets and pipes"),
        ("System.IO.Pipelines", ".NET: sockets and pipes"),
        ("System.Diagnostics", ".NET: traces and metrics"),
        ("Microsoft.AspNetCore", "ASP.NET Core"),
        ("Microsoft.Extensions", "Microsoft.Extensions (logging, DI, configuration)"),
        ("System", ".NET: base library"),
    ];

    static readonly (string Part, string Name)[] Natives =
    [
        ("kernel", "kernel"),
        ("libcoreclr", "runtime: GC, type system"),
        ("libclrgc", "runtime: GC, type system"),
        ("libclrjit", "runtime: JIT"),
    ];

    public static string Of(Sample sample)
    {
        foreach (var (part, name) in Natives)
        {
            if (sample.Binary.Contains(part, StringComparison.Ordinal))
                return name;
        }

        var assembly = Assembly(sample);
        var known = Assemblies.FirstOrDefault(layer => assembly.StartsWith(layer.Prefix, StringComparison.Ordinal)).Name;
        return known ?? (assembly.Length > 0 ? "other assemblies" : "native libraries and stubs");
    }

    /// <summary>Of compiled code the symbol tells, <c>[Assembly] Type::Method(…)[tier]</c>; of an image, the file.</summary>
    static string Assembly(Sample sample)
    {
        if (sample.Binary.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            return Path.GetFileNameWithoutExtension(sample.Binary);
        var method = sample.Symbol.IndexOf("::", StringComparison.Ordinal);
        var close = method < 0 ? -1 : sample.Symbol.LastIndexOf("] ", method, StringComparison.Ordinal);
        var open = close < 0 ? -1 : sample.Symbol.LastIndexOf('[', close);
        return open < 0 ? "" : sample.Symbol[(open + 1)..close];
    }
}
