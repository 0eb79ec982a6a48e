namespace Modular.Host.Commands.Ledger;

/// <summary>How one statement about the books stands.</summary>
sealed class Check(string name)
{
    /// <summary>So many violations are told; more are only counted.</summary>
    public const int Told = 100;

    readonly List<Violation> _violations = [];

    public string Name { get; } = name;

    /// <summary>So many orders, items or sums were judged.</summary>
    public int Judged { get; private set; }

    /// <summary>So many cannot be judged yet, because something about them is still under way.</summary>
    public int Open { get; private set; }

    public int Broken { get; private set; }

    public IReadOnlyList<Violation> Violations => _violations;

    public void Defer() => Open++;

    /// <param name="name">How the violation names the thing.</param>
    /// <param name="breach">What is wrong; null when nothing is.</param>
    public void Judge<T>(T thing, Func<T, string> name, string? breach)
    {
        Judged++;
        if (breach is null)
            return;
        Broken++;
        if (_violations.Count < Told)
            _violations.Add(new Violation(name(thing), breach));
    }
}

/// <param name="Subject">Such as <c>order 0198…</c> or <c>SKU-1</c>.</param>
sealed record Violation(string Subject, string Breach);
