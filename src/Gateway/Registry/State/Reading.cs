namespace Modular.Gateway.Registry.State;

/// <summary>What a read found.</summary>
/// <param name="Value">A copy that later changes leave alone.</param>
/// <param name="Index">What <c>X-Consul-Index</c> says of it.</param>
/// <param name="NextChange">Asked, under the lock, only by who will wait.</param>
readonly record struct Reading<T>(T Value, ulong Index, Func<Task> NextChange);
