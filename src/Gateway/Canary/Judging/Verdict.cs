namespace Modular.Gateway.Canary.Judging;

/// <summary>What a window says about the canary.</summary>
enum Verdict
{
    /// <summary>Nothing speaks against it: the next step.</summary>
    Pass,

    /// <summary>Too few attempts: hold.</summary>
    Nodata,

    /// <summary>It looks worse, but may be so by chance: hold.</summary>
    Inconclusive,

    /// <summary>It is worse: hold, and count a failed check.</summary>
    Fail,
}
