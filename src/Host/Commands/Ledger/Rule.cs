namespace Modular.Host.Commands.Ledger;

/// <summary>One statement about every <typeparamref name="T"/>.</summary>
/// <param name="Breach">What is wrong with this one; null when nothing is.</param>
sealed record Rule<T>(string Name, Func<T, string?> Breach)
{
    /// <param name="name">How the violation names the thing.</param>
    /// <param name="isOpen">It cannot be judged yet.</param>
    public Check Run(IEnumerable<T> things, Func<T, string> name, Predicate<T> isOpen)
    {
        var check = new Check(Name);
        foreach (var thing in things)
        {
            if (isOpen(thing))
                check.Defer();
            else
                check.Judge(thing, name, Breach(thing));
        }

        return check;
    }
}
