using System.Net.Sockets;
using Modular.Gateway.Forwarding;
using Yarp.ReverseProxy.Forwarder;

namespace Modular.Gateway.Tests.Forwarding;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData(200, Outcome.Success)]
    [InlineData(101, Outcome.Success)]
    [InlineData(304, Outcome.Success)]
    [InlineData(400, Outcome.ClientError)]
    [InlineData(404, Outcome.ClientError)]
    [InlineData(429, Outcome.Throttled)]
    [InlineData(500, Outcome.ServerError)]
    [InlineData(501, Outcome.ServerError)]
    [InlineData(502, Outcome.GatewayError)]
    [InlineData(503, Outcome.GatewayError)]
    [InlineData(504, Outcome.GatewayError)]
    [InlineData(599, Outcome.ServerError)]
    public void An_answer_is_classified_by_its_status(int status, object outcome) =>
        Assert.Equal(outcome, OutcomeReader.Read(ForwarderError.None, exception: null, status, clientGone: false));

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, Outcome.ConnectFailure)]
    [InlineData(HttpRequestError.NameResolutionError, Outcome.ConnectFailure)]
    [InlineData(HttpRequestError.SecureConnectionError, Outcome.ConnectFailure)]
    [InlineData(HttpRequestError.ResponseEnded, Outcome.Reset)]
    [InlineData(HttpRequestError.HttpProtocolError, Outcome.Reset)]
    [InlineData(HttpRequestError.Unknown, Outcome.Reset)]
    public void A_request_without_an_answer_failed_to_connect_or_was_cut_off(HttpRequestError error, object outcome) =>
        Assert.Equal(outcome, OutcomeReader.Read(ForwarderError.Request, new HttpRequestException(error), 502, clientGone: false));

    [Fact]
    public void A_connection_that_takes_too_long_is_a_failure_to_connect_and_an_answer_that_does_is_a_time_out()
    {
        var connecting = new TaskCanceledException("…", new TimeoutException());

        Assert.Equal(Outcome.ConnectFailure, OutcomeReader.Read(ForwarderError.RequestTimedOut, connecting, 504, clientGone: false));
        Assert.Equal(Outcome.PerTryTimeout, OutcomeReader.Read(ForwarderError.RequestTimedOut, new OperationCanceledException(), 504, clientGone: false));
    }

    [Theory]
    [InlineData(ForwarderError.Request)]
    [InlineData(ForwarderError.RequestCanceled)]
    [InlineData(ForwarderError.RequestTimedOut)]
    [InlineData(ForwarderError.RequestBodyClient)]
    [InlineData(ForwarderError.ResponseBodyCanceled)]
    [InlineData(ForwarderError.UpgradeRequestDestination)]
    public void Whatever_breaks_once_the_client_is_gone_is_the_clients_doing(ForwarderError error) =>
        Assert.Equal(Outcome.ClientAborted, OutcomeReader.Read(error, new IOException(), 502, clientGone: true));

    [Theory]
    [InlineData(ForwarderError.RequestBodyClient, Outcome.ClientAborted)]
    [InlineData(ForwarderError.ResponseBodyClient, Outcome.ClientAborted)]
    [InlineData(ForwarderError.UpgradeRequestClient, Outcome.ClientAborted)]
    [InlineData(ForwarderError.RequestBodyDestination, Outcome.Reset)]
    [InlineData(ForwarderError.ResponseBodyDestination, Outcome.Reset)]
    [InlineData(ForwarderError.UpgradeResponseDestination, Outcome.Reset)]
    [InlineData(ForwarderError.ResponseBodyCanceled, Outcome.PerTryTimeout)]
    [InlineData(ForwarderError.ResponseHeaders, Outcome.GatewayError)]
    [InlineData(ForwarderError.RequestCreation, Outcome.ClientError)]
    [InlineData(ForwarderError.UpgradeActivityTimeout, Outcome.Success)]
    public void A_transfer_that_breaks_is_put_down_to_the_side_that_broke(ForwarderError error, object outcome) =>
        Assert.Equal(outcome, OutcomeReader.Read(error, new IOException(), 502, clientGone: false));

    [Theory]
    [InlineData(ForwarderError.RequestBodyDestination)]
    [InlineData(ForwarderError.ResponseBodyDestination)]
    public void A_body_that_the_instance_broke_off_is_its_doing_though_the_client_is_cut_off_for_it(ForwarderError error) =>
        Assert.Equal(Outcome.Reset, OutcomeReader.Read(error, new IOException(), 200, clientGone: true));

    [Fact]
    public void An_answer_that_fell_silent_took_too_long() =>
        Assert.Equal(Outcome.PerTryTimeout, OutcomeReader.Read(ForwarderError.ResponseBodyDestination, new TaskCanceledException(), 200, clientGone: true));

    [Fact]
    public void Every_error_of_the_forwarder_has_an_outcome() =>
        Assert.All(Enum.GetValues<ForwarderError>(), error => Assert.True(Enum.IsDefined(OutcomeReader.Read(error, exception: null, 502, clientGone: false))));

    [Fact]
    public void Only_what_the_instance_did_is_held_against_it()
    {
        Assert.Equal(
            [Outcome.ServerError, Outcome.GatewayError, Outcome.ConnectFailure, Outcome.Reset, Outcome.PerTryTimeout, Outcome.DeadlineExceeded],
            Enum.GetValues<Outcome>().Where(outcome => outcome.IsFailure()));
        Assert.Equal("connect-failure", Outcome.ConnectFailure.Name());
    }

    [Fact]
    public void Refused_is_what_the_instance_cannot_have_acted_on()
    {
        var reset = new HttpRequestException("…", new IOException("…", new SocketException((int)SocketError.ConnectionReset)));

        Assert.True(RetryRule.IsRefused(Outcome.ConnectFailure, exception: null));
        Assert.True(RetryRule.IsRefused(Outcome.Reset, reset));
        Assert.False(RetryRule.IsRefused(Outcome.Reset, new HttpRequestException(HttpRequestError.ResponseEnded)));
        Assert.False(RetryRule.IsRefused(Outcome.PerTryTimeout, reset));
    }
}
