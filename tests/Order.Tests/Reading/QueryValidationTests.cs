using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Modular.Order.Reading;
using Modular.Order.Tests.Doubles;

namespace Modular.Order.Tests.Reading;

/// <summary>What is wrong with a query is said before the database is asked.</summary>
public sealed class QueryValidationTests
{
    static readonly IQuerySession Unused = Fake.Of<IQuerySession>();

    [Theory]
    [InlineData("c\0", null, null, null, "customerId", "Give the customer's id, 1 to 100 printable characters.")]
    [InlineData(null, 0, null, null, "limit", "Give a limit from 1 to 200.")]
    [InlineData(null, 201, null, null, "limit", "Give a limit from 1 to 200.")]
    [InlineData(null, null, "Placed,Confirmed", null, "status", "Give one of Placed, Confirmed, Rejected, Cancelled.")]
    [InlineData(null, null, "1", null, "status", "Give one of Placed, Confirmed, Rejected, Cancelled.")]
    [InlineData(null, null, "Lost", null, "status", "Give one of Placed, Confirmed, Rejected, Cancelled.")]
    [InlineData(null, null, "9", null, "status", "Give one of Placed, Confirmed, Rejected, Cancelled.")]
    [InlineData(null, null, null, "next", "cursor", "Give the nextCursor of the page before.")]
    public async Task A_list_query_names_what_is_wrong(
        string? customerId, int? limit, string? status, string? cursor, string field, string error) =>
        AssertInvalid(field, error, await ListOrdersEndpoint.Get(customerId, status, limit, cursor, Unused, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_version_is_at_least_1(int version) =>
        AssertInvalid("version", "Give a version of at least 1.", await GetOrderEndpoint.Get(Given.Id, version, Unused, TestContext.Current.CancellationToken));

    static void AssertInvalid(string field, string error, IResult answer)
    {
        var problem = Assert.IsType<HttpValidationProblemDetails>(Assert.IsType<ProblemHttpResult>(answer).ProblemDetails);
        Assert.Equal(StatusCodes.Status422UnprocessableEntity, problem.Status);
        Assert.Equal([error], Assert.Contains(field, problem.Errors));
    }
}
