using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Modular.ServiceDefaults.Hosting;
using Modular.ServiceDefaults.Problems;

namespace Modular.ServiceDefaults.Tests.Hosting;

public sealed class SameOriginTests
{
    const string Here = "http://127.0.0.1:{0}";
    const string Everywhere = "http://0.0.0.0:{0}";

    [Theory]
    [InlineData(Here, "127.0.0.1:{0}")]
    [InlineData(Here, "LocalHost:{0}")]
    [InlineData(Here, "[::1]:{0}")]
    [InlineData("http://localhost:{0}", "localhost:{0}")]
    public async Task Who_asks_for_this_machine_by_its_own_name_is_answered(string urls, string host) =>
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(urls, host)).Status);

    [Theory]
    [InlineData(Here)]
    [InlineData("http://localhost:{0}")]
    public async Task A_name_that_a_page_may_have_pointed_here_is_refused(string urls) => Assert.Equal(
        (HttpStatusCode.Forbidden, "'localhost.evil.example' is not a name of this machine: ask for localhost, 127.0.0.1 or [::1]."),
        await AskAsync(urls, "localhost.evil.example", "http://localhost.evil.example"));

    [Fact]
    public async Task What_listens_everywhere_may_have_any_name() => Assert.Equal(HttpStatusCode.OK, (await AskAsync(Everywhere, "gateway:8001")).Status);

    [Theory]
    [InlineData(Here, "localhost:{0}", "http://localhost:{0}")]
    [InlineData(Here, "localhost", "https://localhost")]
    [InlineData(Everywhere, "gateway.example", "https://Gateway.example")]
    public async Task A_page_of_the_api_itself_is_answered(string urls, string host, string origin) =>
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(urls, host, origin)).Status);

    [Theory]
    [InlineData(Here, "http://evil.example")]
    [InlineData(Here, "http://localhost:1")]
    [InlineData(Here, "http://localhost")]
    [InlineData(Here, "null")]
    [InlineData(Everywhere, "http://evil.example")]
    public async Task A_page_of_another_origin_is_refused(string urls, string origin) => Assert.Equal(
        (HttpStatusCode.Forbidden, $"The request comes from a page of '{origin}', and only pages of this API itself may send any."),
        await AskAsync(urls, "localhost:{0}", origin));

    /// <returns>The status, and the detail of a problem.</returns>
    static async Task<(HttpStatusCode Status, string? Detail)> AskAsync(string urls, string host, string? origin = null)
    {
        var port = OwnPort.Any();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Format(urls, port));
        builder.AddProblems();
        await using var app = builder.Build();
        app.UseProblems();
        app.UseSameOrigin();
        app.MapPost("/", () => "done");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/");
        request.Headers.Host = string.Format(host, port);
        if (origin is not null)
            request.Headers.Add("Origin", string.Format(origin, port));
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        if (answer.IsSuccessStatusCode)
            return (answer.StatusCode, null);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("urn:modular:problem:forbidden", problem.GetProperty("type").GetString());
        return (answer.StatusCode, problem.GetProperty("detail").GetString());
    }
}
