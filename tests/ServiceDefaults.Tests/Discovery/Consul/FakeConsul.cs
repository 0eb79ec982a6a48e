using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Modular.ServiceDefaults.Discovery.Consul;

namespace Modular.ServiceDefaults.Tests.Discovery.Consul;

/// <summary>Takes what is sent to Consul, and answers when and as the test says.</summary>
sealed class FakeConsul : HttpMessageHandler
{
    readonly ConcurrentDictionary<string, Channel<Call>> _calls = new(StringComparer.Ordinal);

    public const string Names = "/v1/catalog/services";

    public static string Of(string service) => $"/v1/health/service/{service}";

    /// <summary>The next call to a path, which must come soon.</summary>
    public Task<Call> CallTo(string path) => CallsTo(path).Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    /// <summary>Calls that nobody took yet.</summary>
    public int CallsLeft => _calls.Values.Sum(calls => calls.Reader.Count);

    public (HttpClient Http, IConsulApi Api) Connect(ConsulOptions options) => ConsulConnection.Open(options, this);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = new Call(request, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        CallsTo(request.RequestUri!.AbsolutePath).Writer.TryWrite(call);
        return await call.Answered.WaitAsync(cancellationToken);
    }

    Channel<Call> CallsTo(string path) => _calls.GetOrAdd(path, static _ => Channel.CreateUnbounded<Call>());

    public sealed class Call(HttpRequestMessage request, string body)
    {
        readonly TaskCompletionSource<HttpResponseMessage> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HttpRequestMessage Request => request;

        public string Body => body;

        public string Query => Uri.UnescapeDataString(request.RequestUri!.Query);

        public Task<HttpResponseMessage> Answered => _answer.Task;

        public void Answer(string body, ulong? index, string lastContact = "0", string knownLeader = "true", HttpStatusCode status = HttpStatusCode.OK)
        {
            var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8), RequestMessage = request };
            if (index is { } known)
                response.Headers.Add("X-Consul-Index", known.ToString(CultureInfo.InvariantCulture));
            response.Headers.Add("X-Consul-LastContact", lastContact);
            response.Headers.Add("X-Consul-KnownLeader", knownLeader);
            _answer.SetResult(response);
        }

        public void Refuse(HttpStatusCode status, string text) => Answer(text, null, status: status);

        public void Break() => _answer.SetException(new HttpRequestException("connection reset"));
    }

    /// <summary>An instance as <c>/v1/health/service</c> has it.</summary>
    public static string Instance(string service, string id, int port, string address = "10.0.0.1", string meta = "{}", string node = "node-1") =>
        $$"""{"Node":{"Node":"{{node}}","Address":"10.9.9.9"},"Service":{"ID":"{{id}}","Service":"{{service}}","Address":"{{address}}","Port":{{port}},"Meta":{{meta}}},"Checks":[]}""";
}
