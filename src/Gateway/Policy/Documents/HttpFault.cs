namespace Modular.Gateway.Policy;

/// <summary>Faults made on purpose. Both are drawn by themselves: a request can be delayed and then aborted.</summary>
sealed record HttpFault(FaultDelay? Delay, FaultAbort? Abort);

/// <summary>The request waits before it is sent.</summary>
/// <param name="FixedDelay">At least 1 ms.</param>
/// <param name="Percentage">Of the requests, 0 to 100; 100 where nothing is said.</param>
sealed record FaultDelay(TimeSpan FixedDelay, double Percentage);

/// <summary>The request is answered with an error, and not sent.</summary>
/// <param name="HttpStatus">200 to 599.</param>
/// <param name="Percentage">Of the requests, 0 to 100; 100 where nothing is said.</param>
sealed record FaultAbort(int HttpStatus, double Percentage);
