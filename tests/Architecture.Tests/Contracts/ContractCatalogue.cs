using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Marten;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Modular.Kernel;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.Runtime.Serialization;
using Wolverine.Util;

namespace Modular.Architecture.Tests.Contracts;

/// <summary>Every contract of the system, with the serializer that production uses for it.</summary>
static class ContractCatalogue
{
    static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    public static IReadOnlyList<Contract> Of(Composition composition) =>
    [
        .. Messages(composition),
        .. House.Modules.SelectMany(module => Events(composition, module)),
        .. House.Modules.SelectMany(module => Documents(composition, module)),
        .. Api(composition),
    ];

    static IEnumerable<Contract> Messages(Composition composition)
    {
        var serializer = composition.Wolverine.DefaultSerializer;
        return House.Modules.SelectMany(module => module.Accepts).Union(InContracts().Where(IsMessage)).Select(type => new Contract(
            "messages", type.ToMessageTypeName(), type, SystemTextJsonSerializer.DefaultOptions(),
            message => Encoding.UTF8.GetString(serializer.WriteMessage(message)),
            json => serializer.ReadFromData(type, new Envelope { Data = Encoding.UTF8.GetBytes(json) })));
    }

    static IEnumerable<Contract> Events(Composition composition, IModule module)
    {
        var serializer = composition.StoreOf(module).Serializer();
        return composition.EventsOf(module).Select(pair => new Contract(
            "events", pair.Value, pair.Key, CamelCase, serializer.ToJson, json => serializer.FromJson(pair.Key, new MemoryStream(Encoding.UTF8.GetBytes(json)))));
    }

    // Sagas, snapshots and what else a module keeps: a new build reads what the one before it stored.
    static IEnumerable<Contract> Documents(Composition composition, IModule module)
    {
        var store = composition.StoreOf(module);
        var serializer = store.Serializer();
        return ((IReadOnlyStoreOptions)store).AllKnownDocumentTypes().Select(known => known.DocumentType).Where(type => type.Assembly == module.GetType().Assembly)
            .Select(type => new Contract(
                "documents", $"{module.Name}.{type.Name}", type, CamelCase, serializer.ToJson,
                json => serializer.FromJson(type, new MemoryStream(Encoding.UTF8.GetBytes(json)))));
    }

    static IEnumerable<Contract> Api(Composition composition)
    {
        var options = composition.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return InContracts().Where(type => !IsMessage(type) && !type.IsEnum).Select(type => new Contract(
            "api", type.FullName!["Modular.".Length..], type, options,
            shown => JsonSerializer.Serialize(shown, type, options), json => JsonSerializer.Deserialize(json, type, options)!));
    }

    static IEnumerable<Type> InContracts() => House.Contracts.SelectMany(assembly => assembly.GetExportedTypes());

    static bool IsMessage(Type type) => type.GetCustomAttribute<MessageIdentityAttribute>() is not null;
}
