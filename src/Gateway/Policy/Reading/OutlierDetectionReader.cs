namespace Modular.Gateway.Policy.Reading;

static class OutlierDetectionReader
{
    public static OutlierDetectionSettings Read(Fields outlier)
    {
        outlier.Refuse("consecutiveErrors", "it was replaced by consecutive5xxErrors and consecutiveGatewayErrors");
        outlier.Refuse("outlierDetectionHttpErrorCodes", "which statuses count is said by consecutive5xxErrors and consecutiveGatewayErrors");
        var split = outlier["splitExternalLocalOriginErrors"]?.Flag() ?? false;
        if (!split && outlier["consecutiveLocalOriginFailures"] is { } failures)
            failures.Error("needs splitExternalLocalOriginErrors: true");
        return new()
        {
            Consecutive5xxErrors = outlier["consecutive5xxErrors"]?.Whole(0, int.MaxValue),
            ConsecutiveGatewayErrors = outlier["consecutiveGatewayErrors"]?.Whole(0, int.MaxValue),
            SplitLocalOriginErrors = split,
            ConsecutiveLocalOriginFailures = outlier["consecutiveLocalOriginFailures"]?.Whole(0, int.MaxValue),
            Interval = outlier["interval"]?.Duration(),
            BaseEjectionTime = outlier["baseEjectionTime"]?.Duration(),
            MaxEjectionPercent = outlier["maxEjectionPercent"]?.Whole(0, 100),
            MinHealthPercent = outlier["minHealthPercent"]?.Whole(0, 100),
        };
    }
}
