namespace Modular.Benchmarks.CommandLine;

static class ExitCode
{
    /// <summary>Every target was met.</summary>
    public const int Met = 0;

    /// <summary>Measured, and at least one target was missed.</summary>
    public const int Missed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Nothing could be measured.</summary>
    public const int Failed = 3;
}
