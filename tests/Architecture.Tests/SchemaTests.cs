using Modular.Architecture.Tests.Planted;
using Modular.Architecture.Tests.Rules;

namespace Modular.Architecture.Tests;

/// <summary>No SQL, foreign key or transaction crosses modules.</summary>
public sealed class SchemaTests(Composition composition)
{
    [Fact]
    public void Every_module_has_a_schema_of_its_own()
    {
        var schemas = House.Modules.Select(module => composition.StoreOf(module).DatabaseSchemaName).ToList();

        Assert.Equal(House.Modules.Count, schemas.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain("public", schemas);
    }

    [Theory]
    [MemberData(nameof(House.ModuleNames), MemberType = typeof(House))]
    public void A_module_does_not_name_another_ones_schema(string name)
    {
        var module = House.Module(name);
        var texts = Code.Texts(House.AssemblyOf(module));
        var foreign = House.Modules.Except([module]).Select(other => composition.StoreOf(other).DatabaseSchemaName);

        Assert.NotEmpty(texts);
        Rule.Holds(ForeignSchemas.Violations(texts, foreign));
    }

    [Fact]
    public void A_planted_query_is_found() => Assert.Equal(
        [$"{typeof(ReadingEndpoint)} says \"select data from payments.mt_streams\""],
        ForeignSchemas.Violations(Code.Texts(typeof(ReadingEndpoint).Assembly), ["payments", "orders"])
            .Where(violation => violation.StartsWith(typeof(ReadingEndpoint).FullName!, StringComparison.Ordinal)));

    [Theory]
    [InlineData("select 1 from orders.mt_doc_order", true)]
    [InlineData("delete from \"orders\".\"mt_doc_order\"", true)]
    [InlineData("update ORDERS.mt_doc_order set data = null", true)]
    [InlineData("GET /api/orders.", false)]
    [InlineData("There are no such orders.", false)]
    [InlineData("reorders.x", false)]
    public void Only_SQL_counts(string text, bool isViolation) =>
        Assert.Equal(isViolation, ForeignSchemas.Violations([("Someone", text)], ["orders"]).Count == 1);
}
