using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Modular.Gateway.Decisions;
using Modular.Gateway.Policy;
using Modular.Gateway.Policy.Sources;
using Modular.Gateway.Tests.Hosting;

namespace Modular.Gateway.Tests.Policy;

public sealed class FolderSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_there_is_read_at_once_and_a_change_the_second_time_it_is_seen()
    {
        _folder.Write("b.yml", Reads.DestinationRule("host: b", "b"));
        _folder.Write("a.yaml", Reads.DestinationRule("host: a", "a"));
        _folder.Write("notes.txt", "no policy");
        var folder = new PolicyFolder(_folder.Path);
        Assert.Equal(["a.yaml", "b.yml"], folder.Look().Keys.Select(Path.GetFileName));
        Assert.Empty(folder.Look());

        var file = _folder.Write("c.json", "{}");
        Assert.Empty(folder.Look());
        Assert.Equal([file], folder.Look().Keys);
        Assert.Empty(folder.Look());
    }

    [Fact]
    public void A_file_that_is_still_being_written_is_left_until_it_is_not()
    {
        var folder = new PolicyFolder(_folder.Path);
        folder.Look();

        for (var length = 1; length < 5; length++)
        {
            _folder.Write("a.yaml", new string('#', length));
            Assert.Empty(folder.Look());
        }

        Assert.Single(folder.Look());
    }

    [Fact]
    public void A_file_that_an_editor_replaces_is_not_gone_and_one_that_is_gone_is()
    {
        var file = _folder.Write("a.yaml", Reads.DestinationRule("host: a"));
        var folder = new PolicyFolder(_folder.Path);
        folder.Look();

        File.Delete(file);
        Assert.Empty(folder.Look());
        _folder.Write("a.yaml", Reads.DestinationRule("host: changed"));
        Assert.Empty(folder.Look());
        Assert.Single(Assert.Single(folder.Look()).Value);

        File.Delete(file);
        folder.Look();
        Assert.Empty(Assert.Single(folder.Look()).Value);
        Assert.Empty(folder.Look());
    }

    [Fact]
    public void A_turned_link_is_a_change_as_kubernetes_makes_them()
    {
        var (one, two) = (Directory.CreateDirectory(Path.Combine(_folder.Path, "one")), Directory.CreateDirectory(Path.Combine(_folder.Path, "two")));
        File.WriteAllText(Path.Combine(one.FullName, "a.yaml"), Reads.DestinationRule("host: one"));
        File.WriteAllText(Path.Combine(two.FullName, "a.yaml"), Reads.DestinationRule("host: another"));
        var data = Path.Combine(_folder.Path, "data");
        Directory.CreateSymbolicLink(data, one.FullName);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "a.yaml"), Path.Combine(data, "a.yaml"));
        var folder = new PolicyFolder(_folder.Path);
        Assert.Equal("one", HostIn(folder.Look()));

        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, two.FullName);
        folder.Look();

        Assert.Equal("another", HostIn(folder.Look()));
    }

    [Fact]
    public void A_folder_that_is_not_there_has_no_policies() => Assert.Empty(new PolicyFolder(Path.Combine(_folder.Path, "none")).Look());

    [Fact]
    public async Task A_change_is_obeyed_within_a_second()
    {
        var time = new FakeTimeProvider();
        var store = new PolicyStore(new DecisionLog(time, NullLogger<DecisionLog>.Instance), NullLogger<PolicyStore>.Instance);
        _folder.Write("a.yaml", Reads.DestinationRule("host: order"));
        using var source = new FolderSource(new() { Folder = _folder.Path }, store, time, NullLogger<FolderSource>.Instance);
        await source.StartAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(store.Current.DestinationRuleOf("order"));

        _folder.Write("a.yaml", Reads.DestinationRule("host: payment"));
        var began = time.GetUtcNow();
        await Eventually.SoAsync(() =>
        {
            if (time.GetUtcNow() - began < TimeSpan.FromSeconds(1))
                time.Advance(TimeSpan.FromMilliseconds(400));
            return store.Current.DestinationRuleOf("payment") is not null;
        });
        Assert.Null(store.Current.DestinationRuleOf("order"));
        await source.StopAsync(TestContext.Current.CancellationToken);
    }

    static string HostIn(IReadOnlyDictionary<string, IReadOnlyList<Modular.Gateway.Policy.Reading.ReadDocument>> changes) =>
        Assert.IsType<DestinationRule>(Assert.Single(Assert.Single(changes).Value).Document).Host;
}
