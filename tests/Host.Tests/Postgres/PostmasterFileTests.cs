using Modular.Host.Postgres;

namespace Modular.Host.Tests.Postgres;

public sealed class PostmasterFileTests
{
    static readonly string[] Ready =
        ["11833", "/data", "1795399916", "35239", "", "127.0.0.1", " 13633745    196608", "ready   "];

    [Fact]
    public void A_complete_file_tells_the_process_its_start_its_port_and_its_status()
    {
        var file = PostmasterFile.Parse(Ready);

        Assert.Equal(new PostmasterFile(11833, DateTimeOffset.FromUnixTimeSeconds(1795399916), 35239, "ready"), file);
        Assert.True(file!.IsReady);
    }

    [Fact]
    public void A_file_that_is_still_being_filled_is_not_ready() => Assert.False(PostmasterFile.Parse(Ready[..5])!.IsReady);

    [Fact]
    public void A_file_without_a_port_is_nothing_yet() => Assert.Null(PostmasterFile.Parse(Ready[..3]));

    [Fact]
    public void The_same_process_id_with_another_start_is_another_run()
    {
        var file = PostmasterFile.Parse(Ready)!;

        Assert.True(file.IsSameRunAs(file with { Status = "stopping" }));
        Assert.False(file.IsSameRunAs(file with { StartedAt = file.StartedAt.AddSeconds(1) }));
        Assert.False(file.IsSameRunAs(null));
    }
}
