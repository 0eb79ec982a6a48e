using System.Text;

namespace Modular.Benchmarks.Load;

/// <summary>Ready-made requests for an order of one unit, one for each SKU of the seeded catalogue, in turn.</summary>
sealed class OrderRequests
{
    public const int Skus = 20;

    readonly byte[][] _requests;

    public OrderRequests(Uri host) => _requests = [.. Enumerable.Range(1, Skus).Select(sku => Request(host, sku))];

    public ReadOnlyMemory<byte> this[long number] => _requests[number % Skus];

    static byte[] Request(Uri host, int sku)
    {
        var body = $$$"""{"customerId":"customer-{{{sku}}}","lines":[{"sku":"SKU-{{{sku}}}","quantity":1}],"payment":{"token":"tok_approved"}}""";
        return Encoding.ASCII.GetBytes(string.Join(
            "\r\n",
            "POST /api/orders HTTP/1.1", $"Host: {host.Authority}", "Prefer: wait=10", "Content-Type: application/json",
            $"Content-Length: {body.Length}", "", body));
    }
}
