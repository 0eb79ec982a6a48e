using System.Diagnostics.Metrics;
using Modular.Gateway.Discovery;
using Modular.ServiceDefaults.Discovery;

namespace Modular.Gateway.Measuring;

/// <summary>What has happened, as counted where it happened, and read when somebody looks.</summary>
static class ObservedCounts
{
    public static void AddTo(Meter meter, ServiceDirectory directory)
    {
        meter.CreateObservableCounter("attempts", Attempts, "{attempt}", "Attempts by service, subset, destination and its version, and outcome.");
        meter.CreateObservableCounter("retries", Retries, "{attempt}", "Attempts after the first, by service, subset and the outcome before.");
        meter.CreateObservableCounter(
            "retry_budget.exhausted", Exhausted, "{attempt}", "Attempts that were wanted and not made, as the retry budget was spent, by service and subset.");
        meter.CreateObservableCounter("ejections", Ejections, "{ejection}", "Instances put out for what their requests did, by service.");
        meter.CreateObservableCounter(
            "ejections.withheld", Withheld, "{ejection}", "Instances left in, as no more may be out at once, by service.");

        IEnumerable<Measurement<long>> Attempts() =>
            from service in directory.All
            from instance in service.Service.Instances
            from entry in instance.Attempts.All
            from seen in entry.Value.Seen()
            select new Measurement<long>(
                seen.Count, Labels.Service(service.Service.Name), Labels.Subset(entry.Subset), Labels.Destination(instance.Id),
                Labels.Version(instance.Registration.Instance.Metadata[ServiceMetadata.Version]), Labels.Outcome(seen.Outcome));

        IEnumerable<Measurement<long>> Retries() =>
            from service in directory.All
            from entry in service.Service.Figures.Requests.All
            from seen in entry.Value.Retries.Seen()
            select new Measurement<long>(seen.Count, Labels.Service(service.Service.Name), Labels.Subset(entry.Subset), Labels.Outcome(seen.Outcome));

        IEnumerable<Measurement<long>> Exhausted() =>
            from service in directory.All
            from entry in service.Service.Figures.Requests.All
            select new Measurement<long>(entry.Value.BudgetExhausted, Labels.Service(service.Service.Name), Labels.Subset(entry.Subset));

        IEnumerable<Measurement<long>> Ejections() =>
            directory.All.Select(service => new Measurement<long>(service.Service.Figures.Ejections, Labels.Service(service.Service.Name)));

        IEnumerable<Measurement<long>> Withheld() =>
            directory.All.Select(service => new Measurement<long>(service.Service.Figures.EjectionsWithheld, Labels.Service(service.Service.Name)));
    }
}
