namespace Modular.Host.Postgres;

/// <summary>The embedded PostgreSQL cannot run. The message is for the person who starts the host: what is wrong and what to do.</summary>
public class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another host lives on the data folder.</summary>
public sealed class DataFolderInUseException(string message, Exception? inner = null) : EmbeddedPostgresException(message, inner);
