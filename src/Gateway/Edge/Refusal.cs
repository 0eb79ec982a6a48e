namespace Modular.Gateway.Edge;

/// <summary>Why a request is not taken. Its name is the <c>reason</c> in metrics and problems: <c>escaped-slash</c>.</summary>
enum Refusal
{
    None,

    /// <summary>The target is neither a path nor an absolute URI without user information: <c>CONNECT</c>, <c>OPTIONS *</c>.</summary>
    TargetForm,

    /// <summary>A <c>#</c>, which belongs to no request.</summary>
    Fragment,

    /// <summary>A <c>%</c> without two hexadecimal digits.</summary>
    MalformedEscape,

    /// <summary><c>%2F</c> or <c>%5C</c> in the path: some servers take it for a slash, others do not.</summary>
    EscapedSlash,

    /// <summary><c>\</c> in the path, with the same doubt. No URI has one.</summary>
    Backslash,

    /// <summary>A control character, escaped or not, or one outside of ASCII that is not escaped.</summary>
    ControlCharacter,

    /// <summary>Escapes that are not UTF-8, such as an overlong slash.</summary>
    InvalidUtf8,

    /// <summary><c>/..;x/</c>: some servers cut the parameter off, and are left with a dot segment.</summary>
    DotParameter,

    /// <summary><c>Content-Length</c> and <c>Transfer-Encoding</c> at once.</summary>
    LengthAndEncoding,

    /// <summary>A <c>Transfer-Encoding</c> that is not just <c>chunked</c>, or is not of HTTP/1.1.</summary>
    TransferEncoding,

    /// <summary>HTTP/1.1 with an empty <c>Host</c>.</summary>
    EmptyHost,

    /// <summary>A header whose name is no token, or whose value holds a control character.</summary>
    MalformedHeader,

    /// <summary>A body over <see cref="EdgeOptions.MaxBodyBytes"/>.</summary>
    BodySize,

    /// <summary>More requests than a <see cref="Edge.RateLimit"/> allows.</summary>
    RateLimit,
}

static class Refusals
{
    static readonly string[] Names =
        [.. Enum.GetValues<Refusal>().Select(refusal => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(refusal.ToString()))];

    /// <summary>As in metrics and problems.</summary>
    public static string Name(this Refusal refusal) => Names[(int)refusal];

    public static int Status(this Refusal refusal) => refusal switch
    {
        Refusal.BodySize => StatusCodes.Status413PayloadTooLarge,
        Refusal.RateLimit => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>What the client can do about it.</summary>
    public static string Advice(this Refusal refusal) => refusal switch
    {
        Refusal.TargetForm => "Ask for a path, or for an absolute URI without user information.",
        Refusal.Fragment => "Leave out what begins with '#', or write it as %23.",
        Refusal.MalformedEscape => "Write a '%' that is meant as such as %25.",
        Refusal.EscapedSlash => "A path may not hold an escaped slash or backslash. Put such a value into the query.",
        Refusal.Backslash => "Separate path segments by '/'.",
        Refusal.ControlCharacter => "Leave out control characters; escape what is not ASCII.",
        Refusal.InvalidUtf8 => "Escape the path as UTF-8.",
        Refusal.DotParameter => "A dot segment may not have a parameter.",
        Refusal.LengthAndEncoding => "Send Content-Length or Transfer-Encoding, not both.",
        Refusal.TransferEncoding => "The only transfer encoding is chunked, once, in HTTP/1.1.",
        Refusal.EmptyHost => "Say which host is meant.",
        Refusal.MalformedHeader => "Leave control characters out of headers; their names are letters, digits and hyphens.",
        Refusal.BodySize => "Send a smaller body.",
        Refusal.RateLimit => "Slow down; try again after the time in Retry-After.",
        _ => "",
    };
}
