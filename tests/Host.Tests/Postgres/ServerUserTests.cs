using Modular.Host.Postgres;

namespace Modular.Host.Tests.Postgres;

public sealed class ServerUserTests
{
    const string Root = "root:x:0:0:root:/root:/bin/bash";
    const string Nobody = "nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin";
    const string Postgres = "postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash";

    [Fact]
    public void The_user_postgres_is_preferred() => Assert.Equal(new ServerUser("postgres", 101, 104), ServerUser.Choose([Root, Nobody, Postgres]));

    [Fact]
    public void Nobody_is_the_second_choice() => Assert.Equal(new ServerUser("nobody", 65534, 65533), ServerUser.Choose([Root, Nobody]));

    [Fact]
    public void A_user_that_is_root_by_another_name_is_none() => Assert.Null(ServerUser.Choose([Root, "postgres:x:0:0::/:/bin/sh"]));

    [Fact]
    public void The_server_gives_up_the_groups_of_root_too() =>
        Assert.Equal(
            "setpriv --reuid=101 --regid=104 --clear-groups --",
            string.Join(' ', new ServerUser("postgres", 101, 104).Prefix));
}
