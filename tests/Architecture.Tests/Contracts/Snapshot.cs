using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Modular.Architecture.Tests.Contracts;

/// <summary>A contract as it was committed.</summary>
/// <param name="Example">What was written once; it must be readable for as long as the contract lives, so it is never written anew.</param>
sealed record Snapshot(SortedDictionary<string, string> Properties, JsonNode Example)
{
    static readonly string Folder = Path.Combine(House.Root, "tests", "Architecture.Tests", "Contracts");

    static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Snapshot Of(Contract contract) =>
        new(ContractShape.Of(contract.Type, contract.Naming), JsonNode.Parse(contract.Write(Sample.Of(contract.Type)))!);

    /// <summary>The names of all that are committed, such as <c>messages/order.placed.v1</c>.</summary>
    public static IReadOnlyList<string> Committed() =>
    [
        .. Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories)
            .Select(file => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null).Replace('\\', '/')),
    ];

    public static Snapshot? Find(string id) =>
        File.Exists(FileOf(id)) ? JsonSerializer.Deserialize<Snapshot>(File.ReadAllText(FileOf(id)), Readable) : null;

    public void Save(string id)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(id))!);
        File.WriteAllText(FileOf(id), JsonSerializer.Serialize(this, Readable) + "\n");
    }

    static string FileOf(string id) => Path.Combine(Folder, id + ".json");
}
