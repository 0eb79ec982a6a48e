namespace Modular.ServiceDefaults.Discovery.Consul;

/// <summary>Consul did not answer, or not as it should; the message says so in a few words, without the token.</summary>
public sealed class ConsulException : Exception
{
    public ConsulException()
    {
    }

    public ConsulException(string message)
        : base(message)
    {
    }

    public ConsulException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
