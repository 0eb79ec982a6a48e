namespace Modular.Gateway.Canary.Steps;

/// <summary>Which weight follows which.</summary>
static class StepWeights
{
    /// <summary>The weight at which the analysis ends.</summary>
    public static int Last(RolloutPlan plan) => plan.StepWeights is [.., var last] ? last : plan.MaxWeight;

    /// <summary>The next weight of the analysis. It may end above the maximum, as Flagger's does: 20, 40, 60 with a maximum of 50.</summary>
    public static int After(int weight, RolloutPlan plan)
    {
        if (plan.StepWeight > 0)
            return Math.Min(RolloutPlan.TotalWeight, weight + plan.StepWeight);
        // Also when the document was changed meanwhile, and the weight is none of its own.
        return plan.StepWeights.FirstOrDefault(step => step > weight, RolloutPlan.TotalWeight);
    }

    /// <summary>The next weight of the promotion.</summary>
    public static int AfterPromoting(int weight, RolloutPlan plan) =>
        plan.StepWeightPromotion == 0 ? RolloutPlan.TotalWeight : Math.Min(RolloutPlan.TotalWeight, weight + plan.StepWeightPromotion);
}
