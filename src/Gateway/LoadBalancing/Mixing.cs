namespace Modular.Gateway.LoadBalancing;

/// <summary>Makes of numbers that hardly differ numbers that share nothing: the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
static class Mixing
{
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>From 0 (included) to 1 (not included), the same for the same bits.</summary>
    public static double Share(ulong bits) => (Mix(bits) >> 11) * (1.0 / (1UL << 53));
}
