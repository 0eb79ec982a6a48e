using System.Net;
using System.Text;
using Modular.Integration.Tests.Hosting;

namespace Modular.Integration.Tests.Errors;

/// <summary>Requests that are not even read.</summary>
public sealed class BadRequestTests(TestSystem system) : ShopTests(system)
{
    const string Valid = """{"customerId":"c","lines":[{"sku":"s","quantity":1}],"payment":{"token":"t"}}""";

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"customerId":"c","lines":{}}""")]
    [InlineData("""{"customerId":"c","lines":[{"sku":"s","quantity":1.5}],"payment":{"token":"t"}}""")]
    public async Task A_body_that_is_not_the_json_of_an_order_is_a_bad_request(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await Shop.RequestAsync(HttpMethod.Post, "/api/orders", content);

        await Problem.OfAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_of_another_type_is_not_supported()
    {
        using var content = new StringContent(Valid, Encoding.UTF8, "text/plain");

        using var response = await Shop.RequestAsync(HttpMethod.Post, "/api/orders", content);

        await Problem.OfAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_one_mebibyte_is_too_large(bool saysItsLength)
    {
        var bytes = Encoding.UTF8.GetBytes(Valid.Replace("\"c\"", $"\"{new string('c', 1024 * 1024)}\"", StringComparison.Ordinal));
        using var body = new MemoryStream(bytes);
        using HttpContent content = saysItsLength ? new ByteArrayContent(bytes) : new UnsizedContent(body);
        content.Headers.ContentType = new("application/json");

        using var response = await Shop.RequestAsync(HttpMethod.Post, "/api/orders", content);

        await Problem.OfAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/orders", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/orders?limit=many", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/orders?customerId=%00", HttpStatusCode.UnprocessableEntity)]
    [InlineData("GET", "/api/orders/42", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/payments/00000000-0000-0000-0000-000000000000", HttpStatusCode.NotFound)]
    public async Task Whatever_the_frameworks_refuse_is_a_problem_too(string method, string path, HttpStatusCode status)
    {
        using var response = await Shop.RequestAsync(new HttpMethod(method), path);

        await Problem.OfAsync(response, status);
    }

    /// <summary>Sent in chunks, as a body is whose length nobody knows beforehand.</summary>
    sealed class UnsizedContent(Stream body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
