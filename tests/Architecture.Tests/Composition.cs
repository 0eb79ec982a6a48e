using JasperFx.CodeGeneration;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Modular.Architecture.Tests;
using Modular.Host.Startup;
using Modular.Host.Topology;
using Modular.Kernel;
using Wolverine;
using Wolverine.Runtime.Handlers;

[assembly: AssemblyFixture(typeof(Composition))]

namespace Modular.Architecture.Tests;

/// <summary>The host, composed as in production but not started: it needs no database.</summary>
public sealed class Composition : IAsyncDisposable
{
    readonly WebApplication _app;

    public Composition()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:Modular"] = "Host=nowhere;Database=modular";
        builder.Logging.ClearProviders();
        builder.AddModules(TopologyOptions.From(builder.Configuration, isCommand: false));
        builder.AddApi();
        _app = builder.Build();
        // Asked for as code generation does, which searches the assemblies for handlers; starting would, too.
        Handlers = _app.Services.GetServices<ICodeFileCollection>().OfType<HandlerGraph>().Single();
    }

    internal IServiceProvider Services => _app.Services;

    internal WolverineOptions Wolverine => Services.GetRequiredService<WolverineOptions>();

    internal HandlerGraph Handlers { get; }

    internal StoreOptions StoreOf(IModule module) => (StoreOptions)((IDocumentStore)Services.GetRequiredService(module.StoreType)).Options;

    /// <summary>The events that the module's aggregates are made of, and the names by which they are stored.</summary>
    internal IReadOnlyDictionary<Type, string> EventsOf(IModule module)
    {
        var registry = (IEventRegistry)StoreOf(module).Events;
        return House.AssemblyOf(module).GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.Name is "Create" or "Apply" && method.GetParameters().Length == 1)
            .Where(method => method.ReturnType == method.DeclaringType)
            .Select(method => method.GetParameters()[0].ParameterType)
            .Distinct()
            .ToDictionary(type => type, type => registry.EventMappingFor(type).EventTypeName);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
