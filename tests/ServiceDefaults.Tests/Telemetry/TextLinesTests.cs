using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.ServiceDefaults.Correlation;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.ServiceDefaults.Tests.Telemetry;

public sealed class TextLinesTests
{
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero));

    [Fact]
    public void A_line_is_short_and_ends_with_the_ids()
    {
        using var span = new Activity("request").SetTag(CorrelationId.Attribute, "order-4711").Start();

        Assert.Equal($"12:00:00.250 info Place Placed and paid trace={span.TraceId} correlation=order-4711{Environment.NewLine}", Write(colours: false));
    }

    [Fact]
    public void On_a_terminal_the_level_is_coloured() => Assert.Contains("\e[32minfo\e[0m", Write(colours: true), StringComparison.Ordinal);

    string Write(bool colours)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<string>(LogLevel.Information, "Modular.Order.Place", 0, "", null, (_, _) => "Placed\nand paid");
        new TextLines(_time, colours).Write(entry, scopeProvider: null, writer);
        return writer.ToString();
    }
}
