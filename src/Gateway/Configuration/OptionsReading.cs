using Microsoft.Extensions.Options;

namespace Modular.Gateway.Configuration;

/// <summary>Reads sections of the configuration, for all services or for one.</summary>
static class OptionsReading
{
    /// <summary>What holds for all services.</summary>
    /// <exception cref="OptionsValidationException">A value is out of its range; the message names each.</exception>
    public static T Read<T>(this IConfiguration configuration, string section)
        where T : class, IGatewayOptions, new() => Checked(configuration.GetSection(section).Get<T>() ?? new T(), section);

    /// <summary>What holds for one service: <c>Services:&lt;name&gt;:&lt;section&gt;</c> over <c>&lt;section&gt;</c>.</summary>
    /// <exception cref="OptionsValidationException">A value is out of its range; the message names each.</exception>
    public static T ReadFor<T>(this IConfiguration configuration, string service, string section)
        where T : class, IGatewayOptions, new()
    {
        var own = $"Services:{service}:{section}";
        var options = configuration.GetSection(section).Get<T>() ?? new T();
        configuration.GetSection(own).Bind(options);
        return Checked(options, own);
    }

    static T Checked<T>(T options, string section)
        where T : class, IGatewayOptions
    {
        var failures = options.Failures(section).ToList();
        return failures.Count == 0 ? options : throw new OptionsValidationException(section, typeof(T), failures);
    }
}
