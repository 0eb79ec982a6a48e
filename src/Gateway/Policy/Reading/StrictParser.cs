using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Modular.Gateway.Policy.Reading;

/// <summary>
/// YAML without what makes a small text large or deep: no aliases, which can multiply a document beyond all memory, and no nesting beyond
/// what policies have, which could exhaust the stack.
/// </summary>
sealed class StrictParser(TextReader text) : IParser
{
    const int MaxDepth = 32;

    readonly Parser _parser = new(text);
    int _depth;

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        if (!_parser.MoveNext())
            return false;
        var current = _parser.Current!;
        _depth += current.NestingIncrease;
        if (current is AnchorAlias)
            throw new SyntaxErrorException(current.Start, current.End, "aliases (*name) are not supported: write the value out");
        if (_depth > MaxDepth)
            throw new SyntaxErrorException(current.Start, current.End, $"it is nested deeper than {MaxDepth} levels");
        return true;
    }
}
