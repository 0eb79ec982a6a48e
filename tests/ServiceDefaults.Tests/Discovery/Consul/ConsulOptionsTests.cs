using Microsoft.Extensions.Options;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.ServiceDefaults.Tests.Discovery.Consul;

public sealed class ConsulOptionsTests
{
    [Fact]
    public void Defaults_are_what_the_documentation_says()
    {
        var options = new ConsulOptions().Validated("Registry");

        Assert.Equal(new Uri("http://127.0.0.1:8500"), options.Address);
        Assert.Null(options.Token);
        Assert.Null(options.CaFile);
        Assert.Null(options.CertificateFile);
        Assert.Null(options.KeyFile);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Wait);
        Assert.Equal(TimeSpan.FromSeconds(10), options.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(10), options.MaxStale);
        Assert.Equal(TimeSpan.FromMilliseconds(250), options.FirstRetry);
        Assert.Equal(TimeSpan.FromSeconds(60), options.LongestRetry);
        Assert.Equal(32, options.ConcurrentReads);
        Assert.Equal(TimeSpan.FromMinutes(1), options.DeregisterCriticalAfter);
    }

    public static TheoryData<ConsulOptions, string> Invalid => new()
    {
        { new() { Address = new("localhost:8500") }, "Address" },
        { new() { Address = new("consul", UriKind.Relative) }, "Address" },
        { new() { Token = " " }, "Token" },
        { new() { CaFile = "/no/such/file.pem" }, "CaFile" },
        { new() { CertificateFile = "/no/such/file.pem" }, "CertificateFile" },
        { new() { KeyFile = "/no/such/file.pem" }, "KeyFile" },
        { new() { Wait = TimeSpan.FromSeconds(0.9) }, "Wait" },
        { new() { Wait = TimeSpan.FromMinutes(10.1) }, "Wait" },
        { new() { Timeout = TimeSpan.FromMilliseconds(99) }, "Timeout" },
        { new() { MaxStale = TimeSpan.FromSeconds(-1) }, "MaxStale" },
        { new() { FirstRetry = TimeSpan.Zero }, "FirstRetry" },
        { new() { LongestRetry = TimeSpan.FromMilliseconds(249) }, "LongestRetry" },
        { new() { ConcurrentReads = 0 }, "ConcurrentReads" },
        { new() { DeregisterCriticalAfter = TimeSpan.FromSeconds(59) }, "DeregisterCriticalAfter" },
    };

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void A_setting_out_of_its_range_is_named(ConsulOptions options, string setting)
    {
        var invalid = Assert.Throws<OptionsValidationException>(() => options.Validated("Registry:Consul:main"));

        Assert.StartsWith($"Registry:Consul:main:{setting} ", Assert.Single(invalid.Failures), StringComparison.Ordinal);
    }
}
