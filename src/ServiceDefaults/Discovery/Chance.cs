using System.Security.Cryptography;

namespace Modular.ServiceDefaults.Discovery;

/// <summary>A source of chance: a number from 0 (included) to 1 (not included). Injected, so that a test can say what comes.</summary>
public delegate double Chance();

/// <summary>The chance that is used outside of tests.</summary>
public static class Chances
{
    public static readonly Chance System = static () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>Full jitter: anything from nothing to <paramref name="longest"/>.</summary>
    public static TimeSpan UpTo(this Chance chance, TimeSpan longest) => longest * chance();
}
