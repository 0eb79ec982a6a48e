using Modular.Gateway.Discovery;
using Modular.Gateway.Instances;
using Modular.Gateway.Tests.Hosting;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Tests.Discovery;

public sealed class RegisteredServiceTests
{
    [Fact]
    public void Every_new_instance_is_watched_once()
    {
        var given = new Given();
        given.Joined("a");
        given.Joined("a", "b");

        Assert.Equal(["a", "b"], given.Watch.Begun);
    }

    [Fact]
    public void Half_of_the_instances_may_go_at_once()
    {
        var given = new Given();
        given.Active("a", "b");

        given.Joined("b");

        Assert.Equal("b", Assert.Single(given.Service.Instances).Id);
    }

    [Fact]
    public void The_removal_of_more_than_half_is_held_for_fifteen_seconds()
    {
        var given = new Given();
        given.Active("a", "b", "c");

        given.Joined("c");
        Assert.Equal(3, given.Service.Candidates.Count);
        Assert.True(given.Registered.IsHeld(given.Find("a")));
        Assert.Equal(2, given.Kinds.Count(kind => kind == "removal-held"));
        Assert.True(given.Find("a").CheckAsked().IsCompleted);
        given.Time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.Equal(3, given.Service.Candidates.Count);
        given.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("c", Assert.Single(given.Service.Instances).Id);
    }

    [Fact]
    public void A_failed_health_check_confirms_a_held_removal()
    {
        var given = new Given();
        given.Active("a", "b");
        given.Registered.Update([]);

        given.Service.Checked(given.Find("a"), "connection refused");

        Assert.Equal("b", Assert.Single(given.Service.Instances).Id);
    }

    [Fact]
    public void An_unhealthy_instance_is_not_held()
    {
        var given = new Given();
        var instance = given.Active("a")[0];
        for (var i = 0; i < 3; i++)
            given.Service.Checked(instance, "503");

        given.Registered.Update([]);

        Assert.Empty(given.Service.Instances);
    }

    [Fact]
    public void A_removal_that_is_taken_back_never_happened()
    {
        var given = new Given();
        var instance = given.Active("a")[0];
        given.Registered.Update([]);

        given.Joined("a");
        given.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(instance, Assert.Single(given.Service.Instances));
        Assert.Equal(LifeStage.Active, instance.Life.Stage);
        Assert.Equal("removal-cancelled", given.Kinds[^1]);
    }

    [Fact]
    public void A_bad_registration_is_quarantined_with_its_reason_and_its_neighbours_are_not()
    {
        var given = new Given();

        given.Registered.Update([Given.Instance("a", ("weight", "heavy")), Given.Instance("b")]);

        Assert.Equal("b", Assert.Single(given.Service.Instances).Id);
        Assert.Equal("weight 'heavy' is not a whole number from 1 to 100", given.Registered.Quarantine["a"]);
        Assert.Equal("registration-quarantined", given.Decisions.Since(0, "order")[0].Kind);
    }

    [Fact]
    public void A_quarantined_registration_is_reported_once_and_leaves_when_it_is_mended()
    {
        var given = new Given();
        given.Registered.Update([Given.Instance("a", ("weight", "0"))]);
        given.Registered.Update([Given.Instance("a", ("weight", "0")), Given.Instance("b")]);
        Assert.Single(given.Kinds, kind => kind == "registration-quarantined");

        given.Registered.Update([Given.Instance("a", ("weight", "1")), Given.Instance("b")]);

        Assert.Empty(given.Registered.Quarantine);
        Assert.Equal(2, given.Service.Instances.Length);
    }

    [Fact]
    public void What_nothing_can_be_sent_to_is_quarantined_and_reported()
    {
        var given = new Given();

        given.Registered.Update([Portless("a", ("routes", "/api")), Portless("b", ("version", "v1")), Given.Instance("c")]);

        Assert.Equal("c", Assert.Single(given.Service.Instances).Id);
        Assert.Equal("it has no port", given.Registered.Quarantine["a"]);
        Assert.Equal(2, given.Kinds.Count(kind => kind == "registration-quarantined"));
    }

    [Fact]
    public void What_is_not_meant_for_a_gateway_is_reported_once_however_many_there_are_and_however_often_they_come()
    {
        var given = new Given();
        given.Registered.Update([Portless("a"), Portless("b", ("team", "db"))]);
        given.Registered.Update([]);

        given.Registered.Update([Portless("a"), Portless("c")]);

        Assert.Equal(["a", "c"], given.Registered.Quarantine.Keys);
        Assert.Single(given.Kinds, kind => kind == "registration-quarantined");
    }

    [Fact]
    public void An_instance_that_was_good_keeps_its_last_good_registration()
    {
        var given = new Given();
        var instance = given.Active("a")[0];

        given.Registered.Update([Given.Instance("a", ("routes", "nonsense"))]);

        Assert.Same(instance, Assert.Single(given.Service.Instances));
        Assert.EndsWith("its last good registration stays in use", given.Registered.Quarantine["a"], StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_has_no_usable_address_now_keeps_its_last_good_one_beside_a_neighbour_with_the_same_id()
    {
        var given = new Given();
        ServiceInstance one = Called("hey", "one"), other = Called("hey", "other");
        given.Registered.Update([one, other]);

        given.Registered.Update([Portless("hey"), other]);

        Assert.Equal([(one.Id, true), (other.Id, true)], given.Service.Instances.Select(instance => (instance.Id, instance.Life.Registered && !given.Registered.IsHeld(instance))));
        Assert.EndsWith("its last good registration stays in use", given.Registered.Quarantine["hey"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_drained_instance_stays_drained_when_a_neighbour_with_the_same_id_comes_and_goes()
    {
        var given = new Given();
        ServiceInstance one = Called("hey", "one"), other = Called("hey", "other");
        given.Registered.Update([one]);
        var drained = given.Find(one.Id);
        given.Drain(drained);

        given.Registered.Update([one, other]);
        given.Registered.Update([one]);

        Assert.Same(drained, Assert.Single(given.Service.Instances, instance => instance.Life.Registered && !given.Registered.IsHeld(instance)));
        Assert.True(drained.Life.Drained);
    }

    [Fact]
    public void What_is_drained_is_so_again_when_it_comes_back_until_it_is_undrained()
    {
        var given = new Given(discovery: new() { HoldRemovalFor = TimeSpan.Zero });
        given.Drain(given.Active("a", "b")[0]);
        given.Joined();
        Assert.Empty(given.Service.Instances);

        given.Joined("a", "b");
        Assert.Equal([LifeStage.Draining, LifeStage.Joining], given.Service.Instances.Select(instance => instance.Life.Stage));
        Assert.Equal("registered; drained by the operator before", given.Find("a").Life.Reason);

        given.Drain(given.Find("a"), isDrained: false);
        given.Joined();
        given.Joined("a");
        Assert.Equal(LifeStage.Joining, given.Find("a").Life.Stage);
    }

    [Fact]
    public void Another_instance_at_the_address_or_with_the_id_of_a_drained_one_is_not_drained()
    {
        var given = new Given(discovery: new() { HoldRemovalFor = TimeSpan.Zero });
        given.Drain(given.Active("a")[0]);
        given.Joined();

        given.Registered.Update([Given.Instance("a") with { Id = "b" }, Given.Instance("a") with { Address = new("http://elsewhere.test:80") }]);

        Assert.All(given.Service.Instances, instance => Assert.False(instance.Life.Drained));
    }

    [Fact]
    public void Another_address_is_another_instance()
    {
        var given = new Given();
        var before = given.Active("a", "b")[0];

        given.Registered.Update([Given.Instance("a") with { Address = new("http://elsewhere.test:81") }, Given.Instance("b")]);

        var after = given.Find("a");
        Assert.NotSame(before, after);
        Assert.Equal((LifeStage.Joining, "http://elsewhere.test:81/"), (after.Life.Stage, after.Registration.Address));
    }

    [Fact]
    public void Routes_are_those_of_all_instances_and_stay_when_the_last_is_gone()
    {
        var given = new Given();

        Assert.True(given.Registered.Update([Given.Instance("a", ("routes", "/api/b, /api/a"))]));
        Assert.True(given.Registered.Update([Given.Instance("a", ("routes", "/api/a,/api/b")), Given.Instance("b", ("routes", "/api/c"))]));
        Assert.Equal("/api/a /api/b /api/c", string.Join(' ', given.Registered.Routes));
        Assert.True(given.Registered.Update([]));
        Assert.Equal((3, false), (given.Registered.Routes.Count, given.Registered.IsPresent));
        Assert.False(given.Registered.Update([]));
    }

    [Fact]
    public void An_update_that_leaves_the_routes_alone_says_so()
    {
        var given = new Given();
        given.Registered.Update([Given.Instance("a", ("routes", "/api/a"))]);

        Assert.False(given.Registered.Update([Given.Instance("a", ("routes", "/api/a")), Given.Instance("b", ("routes", "/api/a"))]));
    }

    static ServiceInstance Called(string id, string host)
    {
        var address = new Uri($"http://{host}.test:80");
        return Given.Instance(host) with { Id = InstanceId.At(id, address), Address = address };
    }

    static ServiceInstance Portless(string id, params (string Key, string Value)[] metadata) =>
        Given.Instance(id, metadata) with { Address = ServiceInstance.Nowhere, Fault = "it has no port" };
}
