using System.Security.Cryptography;

namespace Modular.Gateway.LoadBalancing;

/// <summary>Chance on the data path: fast, not secret, and without a lock. A test gives it a seed.</summary>
abstract class Dice
{
    /// <summary>64 random bits.</summary>
    public abstract ulong Roll();

    /// <summary>From 0 to <paramref name="count"/> - 1. (Lemire's multiplication, whose bias at these sizes is below 1 in a million)</summary>
    public int Below(int count) => (int)((Roll() >> 32) * (ulong)count >> 32);

    /// <summary>From 0 (included) to 1 (not included).</summary>
    public double Share() => (Roll() >> 11) * (1.0 / (1UL << 53));

    /// <summary>One step of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    protected static ulong Next(ref ulong state) => Mixing.Mix(state += 0x9E3779B97F4A7C15);
}

/// <summary>Each thread rolls its own.</summary>
sealed class ThreadDice : Dice
{
    [ThreadStatic]
    static ulong _state;

    public override ulong Roll()
    {
        if (_state == 0)
            _state = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        return Next(ref _state);
    }
}

/// <summary>The same rolls for the same seed. For one thread.</summary>
sealed class SeededDice(ulong seed) : Dice
{
    ulong _state = seed;

    public override ulong Roll() => Next(ref _state);
}
