using Modular.Gateway.Canary.Judging;

namespace Modular.Gateway.Tests.Canary.Judging;

public sealed class MannWhitneyTests
{
    /// <summary>Hollander and Wolfe, Nonparametric Statistical Methods, table 4.1: permeability of membranes at term, and earlier.</summary>
    static readonly Distribution Term = Distribution.Of(0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46);
    static readonly Distribution Early = Distribution.Of(1.15, 0.88, 0.90, 0.74, 1.21);

    [Fact]
    public void It_finds_the_figures_of_the_textbook()
    {
        var test = MannWhitney.Test(Term, Early);

        Assert.Equal(35, test.U);
        Assert.Equal(1.1635, test.Z, precision: 4);
        Assert.Equal(0.2446, test.P, precision: 4);
        Assert.Equal(0.305, test.ShiftOf(Term, Early, 1.96).Estimate, tolerance: 0.006);
    }

    [Fact]
    public void Ties_count_half_and_make_the_deviation_smaller()
    {
        var test = MannWhitney.Test(Distribution.Of(2, 3, 3, 4, 5, 5), Distribution.Of(1, 2, 2, 3, 3, 4));

        Assert.Equal(27.5, test.U);
        Assert.Equal(6.067798762, test.Deviation, precision: 8);
        Assert.Equal(1.483239697, test.Z, precision: 8);
        Assert.Equal(0.138010738, test.P, precision: 8);
    }

    [Fact]
    public void The_other_way_round_it_says_the_opposite()
    {
        var (there, back) = (MannWhitney.Test(Term, Early), MannWhitney.Test(Early, Term));
        var (shift, opposite) = (there.ShiftOf(Term, Early, 1.96), back.ShiftOf(Early, Term, 1.96));

        Assert.Equal(-there.Z, back.Z, precision: 12);
        Assert.Equal(there.P, back.P, precision: 12);
        Assert.Equal(50, there.U + back.U);
        Assert.Equal(-shift.Low, opposite.High, tolerance: 0.01);
        Assert.Equal(-shift.Estimate, opposite.Estimate, tolerance: 0.02);
    }

    [Fact]
    public void The_interval_of_the_shift_holds_what_was_shifted()
    {
        var later = new Distribution([.. Term.Values.Select(value => value + 3)], Term.Counts);

        var shift = MannWhitney.Test(later, Term).ShiftOf(later, Term, 1.96);

        Assert.Equal(3, shift.Estimate, tolerance: 0.01);
        Assert.InRange(3, shift.Low, shift.High);
        Assert.True(shift.Low > 2);
    }

    [Fact]
    public void Identical_or_tiny_samples_say_nothing()
    {
        Assert.Equal((0, 1), Of(MannWhitney.Test(Term, Term)));
        Assert.Equal((0, 1), Of(MannWhitney.Test(Distribution.Of(7, 7, 7), Distribution.Of(7, 7))));
        Assert.True(MannWhitney.Test(Distribution.Of(2), Distribution.Of(1)).P > 0.3);

        static (double, double) Of(MannWhitney test) => (test.Z, test.P);
    }
}
