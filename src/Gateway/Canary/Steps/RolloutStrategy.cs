namespace Modular.Gateway.Canary.Steps;

/// <summary>How a canary gets its traffic.</summary>
enum RolloutStrategy
{
    /// <summary>More and more weight.</summary>
    Canary,

    /// <summary>None during the iterations, then all.</summary>
    BlueGreen,

    /// <summary>Every request that matches, during the iterations.</summary>
    AbTest,
}
