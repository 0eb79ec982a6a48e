using System.Text;
using System.Text.RegularExpressions;

namespace Modular.EndToEnd.Tests.Scenarios;

/// <summary>
/// What a client and a system said to each other, every header and every byte of it, but for what differs between two runs on one
/// system as well: ids, which are numbered in the order of their appearance, and times.
/// </summary>
sealed partial class Transcript(HttpClient http)
{
    // When it was said; and in which pieces, which nobody promises.
    static readonly string[] LeftOut = ["Date", "Transfer-Encoding", "Content-Length", "Connection"];

    readonly StringBuilder _text = new();
    readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);

    public override string ToString() => _text.ToString();

    /// <returns>The answer's body.</returns>
    public async Task<string> AskAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, headers.FirstOrDefault(header => header.Name == "Content-Type").Value ?? "application/json");
        foreach (var (name, value) in headers.Where(header => header.Name != "Content-Type"))
            request.Headers.Add(name, value);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Line($"> {method} {path} {body}");
        Line($"< {(int)answer.StatusCode} {answer.ReasonPhrase}");
        foreach (var header in answer.Headers.Concat(answer.Content.Headers).Where(header => !LeftOut.Contains(header.Key)).OrderBy(header => header.Key, StringComparer.Ordinal))
            Line($"< {header.Key}: {string.Join(", ", header.Value)}");
        Line(said);
        return said;
    }

    void Line(string text) => _text.AppendLine(Time().Replace(Id().Replace(text, match => NumberOf(match.Value)), "<time>"));

    string NumberOf(string id)
    {
        if (!_ids.TryGetValue(id, out var number))
            _ids[id] = number = $"<id {_ids.Count}>";
        return number;
    }

    // A UUID, or the id of a trace or a span; an id ends where its letters do.
    [GeneratedRegex(@"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b[0-9a-f]{16}\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+]00:00)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}
