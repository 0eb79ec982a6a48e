using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Modular.Kernel;
using Modular.Order.Fulfilment;
using Npgsql;

namespace Modular.Order.Tests.Fulfilment;

public sealed class FulfilmentOptionsTests
{
    [Fact]
    public void An_order_may_stay_open_for_60_seconds() => Assert.Equal(TimeSpan.FromSeconds(60), new FulfilmentOptions().Timeout);

    [Theory]
    [InlineData(null, "00:01:00")]
    [InlineData("00:00:01", "00:00:01")]
    [InlineData("1.00:00:00", "1.00:00:00")]
    public async Task The_ends_of_the_range_belong_to_it(string? setting, string timeout)
    {
        await using var services = Services(setting);

        Assert.Equal(timeout, services.GetRequiredService<IOptions<FulfilmentOptions>>().Value.Timeout.ToString());
    }

    [Theory]
    [InlineData("00:00:00.9990000")]
    [InlineData("1.00:00:01")]
    [InlineData("-00:01:00")]
    public async Task A_host_with_a_timeout_out_of_its_range_does_not_start(string setting)
    {
        await using var services = Services(setting);

        var invalid = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains("Modules:Order:Fulfilment:Timeout must be between 1 second and 1 day.", invalid.Message, StringComparison.Ordinal);
    }

    static ServiceProvider Services(string? timeout)
    {
        var database = NpgsqlDataSource.Create("Host=nowhere");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(timeout is null ? [] : [KeyValuePair.Create<string, string?>("Fulfilment:Timeout", timeout)])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton(_ => database);
        new OrderModule().AddServices(services, new ModuleSettings(database.ConnectionString, database, configuration));
        return services.BuildServiceProvider();
    }
}
