namespace Modular.EndToEnd.Tests.Scenarios;

/// <summary>Level 3: a process a module, without a registry.</summary>
public sealed class Services() : RunningSystem(Deployment.FixedAddresses);

public sealed class ServicesScenario(Services system) : Scenario(system), IClassFixture<Services>;
