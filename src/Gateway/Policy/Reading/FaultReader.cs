namespace Modular.Gateway.Policy.Reading;

static class FaultReader
{
    public static HttpFault Read(Fields fault)
    {
        var read = new HttpFault(fault["delay"]?.Object(Delay), fault["abort"]?.Object(Abort));
        if (read is { Delay: null, Abort: null })
            fault.Error("must have delay, abort or both");
        return read;
    }

    /// <summary>A percentage: <c>{ value: 0.1 }</c> is one in a thousand.</summary>
    /// <param name="old">The name that the field had when it was a whole number; null for none.</param>
    /// <returns>Null where nothing is said.</returns>
    public static double? Percentage(Fields fields, string name = "percentage", string? old = null)
    {
        if (old is not null)
            fields.AtMostOne(name, old);
        return fields[name]?.Object(static percentage => percentage["value"]?.Number(0, 100) ?? 0)
            ?? (old is null ? null : fields[old]?.Whole(0, 100));
    }

    static FaultDelay Delay(Fields delay)
    {
        delay.Refuse("exponentialDelay", "only fixedDelay is");
        return new(delay.Required("fixedDelay")?.Duration() ?? default, HowOften(delay, old: "percent"));
    }

    static FaultAbort Abort(Fields abort)
    {
        abort.Refuse("grpcStatus", "only httpStatus is");
        abort.Refuse("http2Error", "only httpStatus is");
        return new(abort.Required("httpStatus")?.Whole(200, 599) ?? 0, HowOften(abort));
    }

    // Who forgets to say it would otherwise fail every request; nor does Istio fail one.
    static double HowOften(Fields fault, string? old = null)
    {
        if (Percentage(fault, old: old) is { } said)
            return said;
        fault.Warning("percentage", "is missing, so no request is hit, as in Istio: say percentage: { value: 100 } for all");
        return 0;
    }
}
