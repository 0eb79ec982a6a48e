using Marten;

namespace Modular.Order;

/// <summary>The Order module's own documents and events; schema <c>orders</c>.</summary>
public interface IOrderStore : IDocumentStore;
