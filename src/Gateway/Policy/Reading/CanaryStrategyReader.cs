namespace Modular.Gateway.Policy.Reading;

/// <summary>Which of Flagger's strategies an analysis means: iterations with match, iterations alone, or weights.</summary>
static class CanaryStrategyReader
{
    const int All = 100;

    static readonly string[] Weights = ["maxWeight", "stepWeight", "stepWeights", "stepWeightPromotion"];

    public static CanaryStrategy Read(Fields analysis)
    {
        var iterations = analysis["iterations"]?.Whole(0, 10_000) ?? 0;
        var matches = analysis["match"]?.SomeOf(static match => match.Object(HttpMatchReader.Read)) ?? [];
        var weighted = Weighted(analysis);
        if (iterations == 0)
        {
            if (analysis["match"] is { } match)
                match.Error("needs iterations: A/B testing goes on for a number of intervals");
            else if (weighted.Steps.Count == 0)
                analysis.Error("must say how the canary gets requests: stepWeight, stepWeights, or iterations");
            return weighted;
        }

        foreach (var name in Weights)
            if (analysis[name] is { } weight)
                weight.Error("cannot be together with iterations: a share that grows, or a number of intervals");
        return matches.Count > 0 ? new CanaryStrategy.AbTest(iterations, matches) : new CanaryStrategy.BlueGreen(iterations);
    }

    static CanaryStrategy.Weighted Weighted(Fields analysis)
    {
        analysis.AtMostOne("stepWeight", "stepWeights");
        var max = analysis["maxWeight"]?.Whole(1, All) ?? All;
        var steps = analysis["stepWeights"] is { } list ? Listed(list, max) : analysis["stepWeight"] is { } step ? Even(step.Whole(1, All), max) : [];
        return new(steps, analysis["stepWeightPromotion"]?.Whole(1, All));
    }

    static IReadOnlyList<int> Listed(Node node, int max)
    {
        var steps = node.SomeOf(static step => step.Whole(1, All));
        if (steps.Zip(steps.Skip(1)).Any(static pair => pair.First >= pair.Second))
            node.Error("each weight must be higher than the one before");
        if (steps.Any(step => step > max))
            node.Error($"no weight may be above maxWeight, {max}");
        return steps;
    }

    /// <summary>Up to the highest, which is the last step also where the others do not lead there.</summary>
    static IReadOnlyList<int> Even(int step, int max)
    {
        var steps = new List<int>();
        for (var weight = step; weight < max; weight += step)
            steps.Add(weight);
        return [.. steps, max];
    }
}
