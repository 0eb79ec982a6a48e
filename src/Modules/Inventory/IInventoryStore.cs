using Marten;

namespace Modular.Inventory;

/// <summary>The Inventory module's own documents and events; schema <c>inventory</c>.</summary>
public interface IInventoryStore : IDocumentStore;
