namespace Modular.Gateway.Measuring;

/// <summary>What is counted of one service, or of one document with hosts. It lives as long as that, and is gone with it.</summary>
sealed class ServiceFigures
{
    long _ejections;
    long _withheld;

    public BySubset<SubsetFigures> Requests { get; } = new();

    /// <summary>How often an instance was put out for what its requests did.</summary>
    public long Ejections => Volatile.Read(ref _ejections);

    /// <summary>How often one would have been, had not too many been out already.</summary>
    public long EjectionsWithheld => Volatile.Read(ref _withheld);

    public void Eject() => Interlocked.Increment(ref _ejections);

    public void WithholdEjection() => Interlocked.Increment(ref _withheld);
}
