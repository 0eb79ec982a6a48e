using System.Text;
using System.Text.Json.Nodes;
using Modular.ServiceDefaults.Documentation;

namespace Modular.ServiceDefaults.Tests.Documentation;

public sealed class ApiDocumentsTests
{
    [Fact]
    public void The_order_of_parts_and_of_what_is_in_them_makes_no_difference()
    {
        var (a, b) = (Document("/a", "A"), Document("/b", "B"));

        Assert.Equal(Merged(("a", a), ("b", b)), Merged(("b", b), ("a", a)));
        Assert.Equal(Merged(("a", a), ("b", b)), Merged(("", JsonNode.Parse(Merged(("b", b), ("a", a)))!.AsObject())));
    }

    [Fact]
    public void A_schema_that_two_define_differently_is_called_after_its_service_and_references_follow()
    {
        var merged = JsonNode.Parse(Merged(("a", Document("/a", "Error")), ("b", Document("/b", "Error", type: "string"))))!;

        Assert.Equal(["Error", "b.Error"], merged["components"]!["schemas"]!.AsObject().Select(schema => schema.Key));
        Assert.Equal("#/components/schemas/b.Error", merged["paths"]!["/b"]!["get"]!["schema"]!["$ref"]!.ToString());
        Assert.Equal("#/components/schemas/Error", merged["paths"]!["/a"]!["get"]!["schema"]!["$ref"]!.ToString());
    }

    [Fact]
    public void The_same_schema_of_two_is_one() =>
        Assert.Single(JsonNode.Parse(Merged(("a", Document("/a", "Error")), ("b", Document("/b", "Error"))))!["components"]!["schemas"]!.AsObject());

    [Fact]
    public void What_nothing_refers_to_and_where_it_was_served_are_left_out()
    {
        var document = Document("/a", "A");
        document["components"]!["schemas"]!["Unused"] = new JsonObject();
        document["servers"] = new JsonArray("http://10.0.0.1");

        var merged = JsonNode.Parse(Merged(("a", document)))!.AsObject();

        Assert.Equal(["openapi", "info", "paths", "components"], merged.Select(part => part.Key));
        Assert.Equal(["A"], merged["components"]!["schemas"]!.AsObject().Select(schema => schema.Key));
    }

    [Fact]
    public void A_path_of_two_is_that_of_the_first_name() =>
        Assert.Equal("#/components/schemas/A", JsonNode.Parse(Merged(("b", Document("/x", "B")), ("a", Document("/x", "A"))))!["paths"]!["/x"]!["get"]!["schema"]!["$ref"]!.ToString());

    [Fact]
    public void A_title_is_kept_where_all_have_the_same()
    {
        var other = Document("/b", "B");
        other["info"]!["title"] = "Other";

        Assert.Contains("\"title\": \"Shop\"", Merged(("a", Document("/a", "A"))), StringComparison.Ordinal);
        Assert.Contains("\"title\": \"API\"", Merged(("a", Document("/a", "A")), ("b", other)), StringComparison.Ordinal);
        Assert.Contains("\"title\": \"API\"", Merged(), StringComparison.Ordinal);
    }

    static JsonObject Document(string path, string schema, string type = "object") => JsonNode.Parse(
        $$$"""
        {
          "openapi": "3.1.1",
          "info": { "title": "Shop", "version": "1.0.0" },
          "paths": { "{{{path}}}": { "post": {}, "get": { "schema": { "$ref": "#/components/schemas/{{{schema}}}" } } } },
          "components": { "schemas": { "{{{schema}}}": { "type": "{{{type}}}" } } }
        }
        """)!.AsObject();

    static string Merged(params (string Service, JsonObject Document)[] documents) =>
        Encoding.UTF8.GetString(ApiDocuments.Write(ApiDocuments.Merge(documents.Select(document => KeyValuePair.Create(document.Service, document.Document)))));
}
