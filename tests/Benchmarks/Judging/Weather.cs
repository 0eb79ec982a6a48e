using Modular.Gateway.LoadBalancing;

namespace Modular.Benchmarks.Judging;

/// <summary>What happens to both versions while a rollout goes on, window by window.</summary>
/// <param name="Together">The standard deviations of latency and error rate (of their logarithms) that both versions share.</param>
/// <param name="Apart">Those that each version has for itself.</param>
/// <param name="Doubles">Whether the load doubles at the sixth window, with 30 % longer answers and half as many errors again.</param>
sealed record Weather(string Name, (double Latency, double Errors) Together, (double Latency, double Errors) Apart, bool Doubles)
{
    const int DoublesAt = 5;

    public static IReadOnlyList<Weather> All { get; } =
    [
        new("steady", default, default, Doubles: false),
        new("load doubles", default, default, Doubles: true),
        new("noisy together", (0.2, 0.5), default, Doubles: false),
        new("noisy apart", (0.1, 0.25), (0.05, 0.3), Doubles: false),
    ];

    public int Requests(int usual, int window) => Doubles && window >= DoublesAt ? 2 * usual : usual;

    /// <returns>What latency and error rate of the canary, and of the stable version, are multiplied by in a window.</returns>
    public ((double Latency, double Errors) Canary, (double Latency, double Errors) Stable) Factors(int window, Dice dice)
    {
        var (latency, errors) = Doubles && window >= DoublesAt ? (1.3, 1.5) : (1.0, 1.0);
        latency *= LogNormal(Together.Latency, dice);
        errors *= LogNormal(Together.Errors, dice);
        return (Own(), Own());

        (double, double) Own() => (latency * LogNormal(Apart.Latency, dice), errors * LogNormal(Apart.Errors, dice));
    }

    /// <summary>By the transformation of Box and Muller.</summary>
    static double LogNormal(double sigma, Dice dice) =>
        Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(1 - dice.Share())) * Math.Cos(2 * Math.PI * dice.Share()));
}
