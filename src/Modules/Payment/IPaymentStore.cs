using Marten;

namespace Modular.Payment;

/// <summary>The payment module's own Marten store, in schema <c>payments</c>.</summary>
public interface IPaymentStore : IDocumentStore;
