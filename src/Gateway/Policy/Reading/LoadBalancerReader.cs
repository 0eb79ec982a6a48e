namespace Modular.Gateway.Policy.Reading;

static class LoadBalancerReader
{
    static readonly Dictionary<string, SimpleBalancing?> Simple = new(StringComparer.Ordinal)
    {
        ["UNSPECIFIED"] = null,
        ["LEAST_REQUEST"] = SimpleBalancing.LeastRequest,
        ["LEAST_CONN"] = SimpleBalancing.LeastRequest,
        ["ROUND_ROBIN"] = SimpleBalancing.RoundRobin,
        ["RANDOM"] = SimpleBalancing.Random,
    };

    public static LoadBalancerSettings Read(Fields balancer)
    {
        balancer.Refuse("zoneAwareLbSetting", "localityLbSetting is");
        balancer.AtMostOne("simple", "consistentHash");
        balancer.AtMostOne("warmup", "warmupDurationSecs");
        return new(
            balancer["simple"]?.Choice(Simple),
            balancer["consistentHash"]?.Object(ConsistentHashReader.Read),
            balancer["localityLbSetting"]?.Object(LocalityReader.Read),
            balancer["warmup"]?.Object(Warmup)
                ?? (balancer["warmupDurationSecs"] is { } duration ? new WarmupSettings(duration.Duration(), MinimumPercent: 10, Aggression: 1) : null));
    }

    static WarmupSettings Warmup(Fields warmup)
    {
        var aggression = warmup["aggression"];
        var read = new WarmupSettings(
            warmup.Required("duration")?.Duration() ?? default, warmup["minimumPercent"]?.Number(0, 100) ?? 10, aggression?.Number(0, 100) ?? 1);
        if (read.Aggression == 0)
            aggression!.Error("must be above 0");
        return read;
    }
}
