using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.ServiceDefaults.Tests.Telemetry;

public sealed class JsonLinesTests
{
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 13, 0, 0, 250, TimeSpan.FromHours(1)));

    [Fact]
    public void A_line_says_when_how_bad_where_and_what()
    {
        var line = Line(Write([new("{OriginalFormat}", "Started")], "Started"));

        Assert.Equal("2026-03-01T12:00:00.25Z", line.GetProperty("timestamp").GetString());
        Assert.Equal("warn", line.GetProperty("level").GetString());
        Assert.Equal("Modular.Order", line.GetProperty("category").GetString());
        Assert.Equal("Started", line.GetProperty("message").GetString());
        Assert.Equal(4, line.EnumerateObject().Count());
    }

    [Fact]
    public void Values_of_the_template_keep_their_types()
    {
        var line = Line(Write([new("Sku", "A-1"), new("Count", 3), new("Price", 1.5m), new("Gift", true), new("Note", null), new("Odd", double.NaN)], "…"));

        Assert.Equal("""{"Sku":"A-1","Count":3,"Price":1.5,"Gift":true,"Note":null,"Odd":"NaN"}""", line.GetProperty("properties").GetRawText());
    }

    [Fact]
    public void It_stays_one_line_whatever_is_in_it()
    {
        var text = Write([new("Text", "two\nlines \"quoted\"")], "two\nlines \"quoted\"", new InvalidOperationException("why\nnot"));

        Assert.Equal(1, text.AsSpan().Count('\n'));
        Assert.Equal("two\nlines \"quoted\"", Line(text).GetProperty("message").GetString());
        Assert.Contains("why\nnot", Line(text).GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Inside_a_span_it_carries_the_ids_and_takes_the_correlation_of_an_outer_one()
    {
        using var outer = new Activity("request").SetTag(CorrelationId.Attribute, "order-4711").Start();
        using var inner = new Activity("query").Start();

        var line = Line(Write([], "Inside"));

        Assert.Equal(inner.TraceId.ToHexString(), line.GetProperty("traceId").GetString());
        Assert.Equal(inner.SpanId.ToHexString(), line.GetProperty("spanId").GetString());
        Assert.Equal("order-4711", line.GetProperty("correlationId").GetString());
    }

    static JsonElement Line(string text) => JsonDocument.Parse(text).RootElement;

    string Write(List<KeyValuePair<string, object?>> state, string message, Exception? exception = null)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<List<KeyValuePair<string, object?>>>(LogLevel.Warning, "Modular.Order", 0, state, exception, (_, _) => message);
        new JsonLines(_time).Write(entry, scopeProvider: null, writer);
        return writer.ToString();
    }
}
