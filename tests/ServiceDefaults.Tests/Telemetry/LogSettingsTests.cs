using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Modular.ServiceDefaults.Telemetry;

namespace Modular.ServiceDefaults.Tests.Telemetry;

public sealed class LogSettingsTests
{
    [Theory]
    [InlineData(null, true, "modular-text")]
    [InlineData(null, false, "modular-json")]
    [InlineData("json", true, "modular-json")]
    [InlineData("Text", false, "modular-text")]
    public void The_format_is_what_is_set_or_else_fits_the_output(string? setting, bool isTerminal, string expected) =>
        Assert.Equal(expected, LogFormat.FormatterName(Settings(("Logging:Format", setting)), isTerminal));

    [Fact]
    public void An_unknown_format_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => LogFormat.FormatterName(Settings(("Logging:Format", "xml")), isTerminal: true));

        Assert.Equal("Logging:Format is 'XML'; it can be json or text.", error.Message);
    }

    [Theory]
    [InlineData("Modular.Order", LogLevel.Information)]
    [InlineData("Microsoft.AspNetCore.Routing", LogLevel.Warning)]
    [InlineData("Npgsql.Command", LogLevel.Warning)]
    [InlineData("Wolverine.Runtime.WolverineRuntime", LogLevel.Warning)]
    [InlineData("Marten.Events", LogLevel.Warning)]
    [InlineData("JasperFx.Core", LogLevel.Warning)]
    public void By_default_the_modules_speak_and_the_libraries_only_warn(string category, LogLevel lowest) =>
        Assert.Equal(lowest, Lowest(category));

    [Fact]
    public void Configuration_overrides_a_default_level() =>
        Assert.Equal(LogLevel.Debug, Lowest("Wolverine.Runtime", ("Logging:LogLevel:Wolverine", "Debug")));

    static LogLevel Lowest(string category, params (string, string?)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Configuration = new ConfigurationManager() });
        builder.Configuration.AddConfiguration(Settings(settings));
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.AddTelemetry();
        using var host = builder.Build();
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
        return Enum.GetValues<LogLevel>().First(logger.IsEnabled);
    }

    static IConfiguration Settings(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
}
