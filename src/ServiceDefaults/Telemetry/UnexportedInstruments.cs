namespace Modular.ServiceDefaults.Telemetry;

/// <summary>
/// Instruments of exported meters that a process leaves out of its Prometheus page, as each measurement costs a request about a
/// microsecond. Add one as a singleton.
/// </summary>
public sealed record UnexportedInstruments(params string[] Names);
