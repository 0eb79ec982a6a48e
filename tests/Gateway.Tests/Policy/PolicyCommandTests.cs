using Modular.Gateway.Policy.Checking;

namespace Modular.Gateway.Tests.Policy;

public sealed class PolicyCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_error_is_a_line_that_an_editor_can_jump_to()
    {
        var good = _folder.Write("a.yaml", Reads.DestinationRule("host: order\nsubsets: [{ name: v1 }]"));
        var bad = _folder.Write("b.yaml", Reads.VirtualService("hosts: [order]\nhttp:\n- route: [{ destination: { host: order, subset: v2 } }]") + "\n---\n" + Reads.Canary("target: order"));

        var (code, output, _) = Run("check", good, bad);

        Assert.Equal(1, code);
        Assert.Equal(
            [
                $"{bad}:8: spec.http[0].route[0].destination.subset: DestinationRule order ({good}:1) has no subset 'v2'; did you mean 'v1'?",
                $"{bad}:15: spec.analysis: is missing",
                $"{bad}:15: spec.targetRef: is missing",
            ],
            output[..3]);
        Assert.StartsWith($"{bad}:15: spec.target: is not a field here", output[3], StringComparison.Ordinal);
        Assert.Equal("2 files, 3 policies: 4 errors, 0 warnings", output[4]);
    }

    [Fact]
    public void Nothing_wrong_is_0_for_files_and_folders_and_with_warnings_too()
    {
        _folder.Write("a.yaml", Reads.DestinationRule("host: order") + "\n---\napiVersion: v1\nkind: Service\nmetadata: { name: order }");

        var (code, output, _) = Run("check", _folder.Path);

        Assert.Equal((0, "1 file, 1 policy: 0 errors, 1 warning"), (code, output[^1]));
    }

    [Fact]
    public void A_subset_that_another_file_may_define_is_a_warning()
    {
        var file = _folder.Write("a.yaml", Reads.VirtualService("hosts: [order]\nhttp:\n- route: [{ destination: { host: order, subset: v2 } }]"));

        var (code, output, _) = Run("check", file);

        Assert.Equal((0, "1 file, 1 policy: 0 errors, 1 warning"), (code, output[^1]));
        Assert.StartsWith($"{file}:8: warning: spec.http[0].route[0].destination.subset: no DestinationRule says what subset 'v2' of order is", output[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("check")]
    [InlineData("chek", "a.yaml")]
    [InlineData("check", "--strict")]
    [InlineData("check", "/no/such/file.yaml")]
    public void Wrong_usage_is_2(params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public void A_folder_without_policies_is_a_mistake_of_whoever_named_it()
    {
        _folder.Write("notes.txt", "none");

        var (code, _, errors) = Run("check", _folder.Path);

        Assert.Equal(2, code);
        Assert.Contains($"There is no policy in the folder {_folder.Path}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_says_where_the_field_stands()
    {
        var file = _folder.Write(
            "a.yaml",
            "# a comment\n---\n" + Reads.DestinationRule("host: order\ntrafficPolicy:\n  retryBudget: { percent: 20 }\nsubsets:\n- name: v1\n  trafficPolicy:\n    tls:\n      mode: ISTIO_MUTUAL"));

        var (code, output, _) = Run("check", file);

        Assert.Equal(0, code);
        var mode = Array.FindIndex(File.ReadAllLines(file), line => line.Contains("mode:", StringComparison.Ordinal));
        Assert.StartsWith($"{file}:{mode + 1}: warning: spec.subsets[0].trafficPolicy.tls.mode", output[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Help_is_0()
    {
        var (code, output, _) = Run("--help");

        Assert.Equal(0, code);
        Assert.Contains("Usage: policy check FILE...", output);
    }

    static (int Code, string[] Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = PolicyCommand.Run(arguments, output, errors);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), errors.ToString());
    }
}
