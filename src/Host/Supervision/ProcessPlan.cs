namespace Modular.Host.Supervision;

/// <summary>One process to run.</summary>
/// <param name="Name">Unique, such as <c>order-2</c>.</param>
/// <param name="Service">What it is an instance of, such as <c>order</c>; the gateway is its own.</param>
/// <param name="Assembly">The file name of the program, beside this one.</param>
/// <param name="Arguments">What it is told.</param>
/// <param name="Port">Its fixed port; null for a free one at each start.</param>
/// <param name="ReadyPath">Where it says that it is ready.</param>
sealed record ProcessPlan(
    string Name, string Service, string Assembly, IReadOnlyList<string> Arguments, int? Port = null, string ReadyPath = "/health/ready");
