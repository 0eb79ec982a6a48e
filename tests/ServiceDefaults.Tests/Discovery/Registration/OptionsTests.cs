using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Modular.ServiceDefaults.Discovery.Registration;

namespace Modular.ServiceDefaults.Tests.Discovery.Registration;

public sealed class OptionsTests
{
    [Fact]
    public void Defaults_are_what_the_documentation_says()
    {
        var registration = RegistrationOptions.From(Configuration());
        Assert.Null(registration.Advertise);
        Assert.Equal(TimeSpan.FromSeconds(15), registration.TimeToLive);

        var shutdown = ShutdownOptions.From(Configuration());
        Assert.Equal(TimeSpan.FromSeconds(1), shutdown.Quiet);
        Assert.Equal(TimeSpan.FromSeconds(30), shutdown.Deadline);
    }

    [Theory]
    [InlineData("Registry:Advertise", "no host")]
    [InlineData("Registry:Advertise", "ftp://order")]
    [InlineData("Registry:TimeToLive", "00:00:00.9")]
    [InlineData("Registry:TimeToLive", "00:10:01")]
    [InlineData("Shutdown:Quiet", "-00:00:01")]
    [InlineData("Shutdown:Quiet", "00:01:01")]
    [InlineData("Shutdown:Deadline", "00:00:00.9")]
    [InlineData("Shutdown:Deadline", "00:10:01")]
    public void A_setting_out_of_its_range_is_named(string setting, string value)
    {
        var configuration = Configuration((setting, value), ("Shutdown:Other", "x"));
        var invalid = Assert.Throws<OptionsValidationException>(object? () =>
            setting.StartsWith("Shutdown", StringComparison.Ordinal) ? ShutdownOptions.From(configuration) : RegistrationOptions.From(configuration));

        Assert.Contains(invalid.Failures, failure => failure.StartsWith($"{setting} ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:5001", "http://127.0.0.1:5001/")]
    [InlineData(null, "http://localhost:5001", "http://127.0.0.1:5001/")]
    [InlineData(null, "http://10.0.0.7:5001", "http://10.0.0.7:5001/")]
    [InlineData("order", "http://0.0.0.0:8080", "http://order:8080/")]
    [InlineData("10.0.0.9", "https://[::]:8443", "https://10.0.0.9:8443/")]
    [InlineData("https://order.example.com/path", "http://0.0.0.0:8080", "https://order.example.com/")]
    public void The_address_is_where_it_listens_unless_another_is_configured(string? advertise, string bound, string expected) =>
        Assert.Equal(expected, AdvertisedAddress.Of(advertise, new Uri(bound))!.ToString());

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://[::]:8080")]
    public void All_interfaces_are_none_that_others_could_ask(string bound)
    {
        var address = AdvertisedAddress.Of(null, new Uri(bound))!;

        Assert.Equal(8080, address.Port);
        Assert.DoesNotContain(address.Host, new[] { "0.0.0.0", "[::]" });
    }

    [Fact]
    public void Plain_HTTP_comes_first_and_wildcards_are_understood()
    {
        Assert.Equal(new Uri("http://0.0.0.0:8080"), AdvertisedAddress.Bound(["https://+:8443", "http://+:8080"]));
        Assert.Equal(new Uri("https://0.0.0.0:8443"), AdvertisedAddress.Bound(["https://*:8443"]));
    }

    static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build();
}
