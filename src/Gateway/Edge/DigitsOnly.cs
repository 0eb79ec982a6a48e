using System.Text;

namespace Modular.Gateway.Edge;

/// <summary>
/// Reads a length for Kestrel, which by itself takes <c>+5</c> and <c>-0</c> for numbers and keeps only what they are: RFC 9110, section 8.6 has
/// nothing but digits, and who stands before the gateway may read another number, or none.
/// </summary>
sealed class DigitsOnly : ASCIIEncoding
{
    const char NoDigit = '?';

    public static readonly DigitsOnly Encoding = new();

    // What does not fit is too long for a length, as Kestrel sees by so many characters.
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var length = Math.Min(bytes.Length, chars.Length);
        for (var i = 0; i < length; i++)
            chars[i] = char.IsAsciiDigit((char)bytes[i]) ? (char)bytes[i] : NoDigit;
        return length;
    }
}
