using Modular.Order.Contracts;
using Modular.Order.Placing;
using Modular.Order.Tests.Doubles;

namespace Modular.Order.Tests.Placing;

public sealed class PlacedOnceTests
{
    // Fingerprints outlive a deployment by a day. If this changes, clients that try again meanwhile are told that they reused a key.
    const string Pinned = "29FB8A748B5043FE9E3ED47011EAD59F929AB8282B60A09D803686924EE1992D";

    [Fact]
    public void The_fingerprint_of_a_request_stays_the_same_from_one_release_to_the_next() =>
        Assert.Equal(Pinned, PlacedOnce.FingerprintOf(Given.Request));

    [Fact]
    public void Equal_requests_have_one_fingerprint() =>
        Assert.Equal(PlacedOnce.FingerprintOf(Given.RequestOf(("A", 1))), PlacedOnce.FingerprintOf(Given.RequestOf(("A", 1))));

    public static TheoryData<PlaceOrderRequest> Others { get; } =
    [
        Given.Request with { CustomerId = "c-43" },
        Given.Request with { Payment = new PaymentRequest("tok_declined") },
        Given.RequestOf(("SKU-1", 2), ("SKU-2", 2)),
        Given.RequestOf(("SKU-1", 2), ("SKU-3", 1)),
        Given.RequestOf(("SKU-1", 2)),
    ];

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_request_has_another_fingerprint(PlaceOrderRequest other) =>
        Assert.NotEqual(PlacedOnce.FingerprintOf(Given.Request), PlacedOnce.FingerprintOf(other));

    [Fact]
    public void It_remembers_which_order_the_key_placed() =>
        Assert.Equal(
            new PlacedOnce("key-1", PlacedOnce.FingerprintOf(Given.Request), Given.Id, Given.Now),
            PlacedOnce.Of("key-1", Given.Request, Given.Id, Given.Now));

    [Fact]
    public void Keys_are_kept_for_a_day() => Assert.Equal(TimeSpan.FromDays(1), PlacedOnce.Retention);
}
