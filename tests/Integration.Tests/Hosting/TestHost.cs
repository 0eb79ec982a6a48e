using Alba;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wolverine;

namespace Modular.Integration.Tests.Hosting;

/// <summary>The program as it stands, in this process, on databases of the test's choice.</summary>
static class TestHost
{
    /// <summary>Has the host log each message that was handled.</summary>
    public static readonly (string Key, string Value) TellsWhatIsHandled = ("Logging:LogLevel:Modular", "Debug");

    /// <param name="database">The shared database, <c>ConnectionStrings:Modular</c>.</param>
    /// <param name="log">Where its log goes; nowhere when null.</param>
    /// <param name="settings">More of the configuration.</param>
    public static Task<IAlbaHost> StartAsync(
        string database, ILoggerProvider? log = null, params IEnumerable<(string Key, string Value)> settings) =>
        AlbaHost.For<Program>(web =>
        {
            web.UseSetting("ConnectionStrings:Modular", database);
            // It listens nowhere; the default address may be somebody's.
            web.UseSetting("urls", "http://127.0.0.1:0");
            foreach (var (key, value) in settings)
                web.UseSetting(key, value);
            web.ConfigureLogging(logging =>
            {
                logging.ClearProviders();
                if (log is not null)
                    logging.AddProvider(log);
            });
            web.ConfigureServices(services => services.RunWolverineInSoloMode());
        });
}
