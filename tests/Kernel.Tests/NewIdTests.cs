using Microsoft.Extensions.Time.Testing;

namespace Modular.Kernel.Tests;

public sealed class NewIdTests
{
    readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public void Ids_are_of_version_7_and_carry_the_time_of_the_clock()
    {
        var id = NewId.From(_clock);

        Assert.Equal(7, id.Version);
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeMilliseconds(), Milliseconds(id));
    }

    [Fact]
    public void Ids_sort_by_the_time_they_were_made_in_process_and_in_PostgreSQL()
    {
        var made = new List<Guid>();
        foreach (var step in new[] { 1, 1, 7, 255, 256, 65_536, 86_400_000 })
        {
            _clock.Advance(TimeSpan.FromMilliseconds(step));
            made.Add(NewId.From(_clock));
        }

        Assert.Equal(made, made.Order());
        // PostgreSQL compares the sixteen bytes as they stand, which is the order of their hexadecimal text.
        Assert.Equal(made, made.OrderBy(id => Convert.ToHexString(id.ToByteArray(bigEndian: true)), StringComparer.Ordinal));
    }

    [Fact]
    public void Ids_of_one_millisecond_differ() =>
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => NewId.From(_clock)).Distinct().Count());

    // RFC 9562, 5.7: the first 48 bits are the Unix time in milliseconds.
    static long Milliseconds(Guid id) => Convert.ToInt64(Convert.ToHexString(id.ToByteArray(bigEndian: true))[..12], fromBase: 16);
}
