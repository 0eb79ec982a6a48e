using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Tests.Canary.Judging;

public sealed class ProportionsTests
{
    /// <summary>The Physicians' Health Study (aspirin and heart attacks), and the polio vaccine trial of 1954, as in Agresti's books.</summary>
    [Theory]
    [InlineData(189, 11034, 104, 11037, 5.001388)]
    [InlineData(142, 201229, 57, 200745, 6.009997)]
    public void Two_shares_compare_as_in_the_textbooks(double failed, double total, double otherFailed, double otherTotal, double z)
    {
        var (one, other) = (new Attempts(failed, total), new Attempts(otherFailed, otherTotal));

        Assert.Equal(z, Proportions.Z(one, other), precision: 5);
        Assert.Equal(-z, Proportions.Z(other, one), precision: 5);
    }

    [Fact]
    public void Where_none_or_all_failed_there_is_nothing_to_tell()
    {
        Assert.Equal(0, Proportions.Z(new(0, 10), new(0, 20)));
        Assert.Equal(0, Proportions.Z(new(5, 5), new(7, 7)));
        Assert.Equal(0, Proportions.Z(new(0, 0), new(1, 7)));
    }

    /// <summary>R. G. Newcombe: Two-sided confidence intervals for the single proportion, 1998, table I.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(0, 0, 0, 1)]
    public void The_interval_of_a_share_is_Wilsons(double failed, double total, double low, double high)
    {
        var bounds = Proportions.Bounds(new(failed, total), 1.959964);

        Assert.Equal((low, high), (Math.Round(bounds.Low, 4), Math.Round(bounds.High, 4)));
    }
}
