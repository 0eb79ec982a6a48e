using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Modular.ServiceDefaults.Tests.Problems;

public sealed class ProblemTests(Service service) : IClassFixture<Service>
{
    [Theory]
    [InlineData("GET", "/nothing-here", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/fail/missing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("DELETE", "/fail/missing", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("GET", "/fail/own", HttpStatusCode.InternalServerError, "internal-error")]
    [InlineData("GET", "/fail/database", HttpStatusCode.ServiceUnavailable, "database-unavailable")]
    public async Task Every_error_is_a_problem_with_a_stable_type_and_ids(string method, string path, HttpStatusCode status, string slug)
    {
        var problem = await Problem(new HttpRequestMessage(new HttpMethod(method), path), status);

        Assert.Equal($"urn:modular:problem:{slug}", problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Equal(32, problem.GetProperty("traceId").GetString()!.Length);
        Assert.Equal(problem.GetProperty("traceId").GetString(), problem.GetProperty("correlationId").GetString());
    }

    [Fact]
    public async Task An_error_of_our_own_tells_nothing_of_the_inside()
    {
        var problem = await Problem(new HttpRequestMessage(HttpMethod.Get, "/fail/own"), HttpStatusCode.InternalServerError);

        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_database_says_when_to_try_again()
    {
        using var response = await service.Client.GetAsync(new Uri("/fail/database", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Malformed_json_is_answered_with_the_place()
    {
        var problem = await Problem(Post("/greet", Json("{\n  \"name\": \"Ada\",\n  \"times\": \"often\" }")), HttpStatusCode.BadRequest);

        Assert.Equal("urn:modular:problem:malformed-json", problem.GetProperty("type").GetString());
        Assert.Contains("$.times", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, problem.GetProperty("lineNumber").GetInt32());
    }

    [Fact]
    public async Task Another_content_type_is_unsupported()
    {
        var problem = await Problem(Post("/greet", new StringContent("name=Ada", Encoding.UTF8, "text/plain")), HttpStatusCode.UnsupportedMediaType);

        Assert.Equal("urn:modular:problem:unsupported-media-type", problem.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(8, false)]
    [InlineData(8, true)]
    public async Task A_body_over_one_mebibyte_is_too_large_with_and_without_a_length(int mebibytes, bool chunked)
    {
        var request = Post("/greet", Json($$"""{ "name": "{{new string('x', mebibytes * 1024 * 1024)}}", "times": 1 }"""));
        request.Headers.TransferEncodingChunked = chunked;

        var problem = await Problem(request, HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("urn:modular:problem:body-too-large", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_chunked_body_under_the_limit_is_read()
    {
        using var request = Post("/greet", Json("""{ "name": "Chunk", "times": 1 }"""));
        request.Headers.TransferEncodingChunked = true;
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task What_an_endpoint_finds_keeps_its_errors_and_gets_the_rest()
    {
        var problem = await Problem(Post("/thank", Json("""{ "name": "" }""")), HttpStatusCode.BadRequest);

        Assert.Equal("urn:modular:problem:invalid", problem.GetProperty("type").GetString());
        Assert.Equal("is empty", problem.GetProperty("errors").GetProperty("name")[0].GetString());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
    }

    [Fact]
    public async Task A_caller_who_does_not_accept_json_is_told_why_nevertheless()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/nothing-here", UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    static HttpRequestMessage Post(string path, HttpContent content) => new(HttpMethod.Post, path) { Content = content };

    static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    async Task<JsonElement> Problem(HttpRequestMessage request, HttpStatusCode expected)
    {
        using (request)
        {
            using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {body}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            return JsonDocument.Parse(body).RootElement;
        }
    }
}
