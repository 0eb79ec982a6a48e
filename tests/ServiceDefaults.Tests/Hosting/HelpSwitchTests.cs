using Modular.ServiceDefaults.Hosting;

namespace Modular.ServiceDefaults.Tests.Hosting;

public sealed class HelpSwitchTests
{
    [Theory]
    [InlineData(true, "--help")]
    [InlineData(true, "up", "--instances", "order=3", "-h")]
    [InlineData(true, "-?")]
    [InlineData(false)]
    [InlineData(false, "help", "up")]
    [InlineData(false, "--level", "4", "--helpful")]
    public void Help_is_asked_for_wherever_the_switch_stands(bool asked, params string[] arguments) => Assert.Equal(asked, arguments.AskForHelp());
}
