using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Modular.ServiceDefaults.Discovery.Registration;

/// <summary>Counts requests before anything else is done to them, without the program having to ask for it.</summary>
sealed class TrafficFilter(Traffic traffic) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(after => context => traffic.CountAsync(context, after));
        next(app);
    };
}
