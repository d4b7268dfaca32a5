using Shouldly;

namespace LandLedger.Tests.Proof;

/// <summary>Compares many bytes at once; element by element takes minutes for a large log.</summary>
internal static class BytesShould
{
    public static void ShouldBeBytes(this byte[] found, byte[] wanted, string? where = null)
    {
        if (!found.AsSpan().SequenceEqual(wanted))
            Convert.ToHexStringLower(found).ShouldBe(Convert.ToHexStringLower(wanted), where);
    }

    public static void ShouldBeBytes(this IReadOnlyList<byte[]> found, IReadOnlyList<byte[]> wanted, string? where = null)
    {
        found.Count.ShouldBe(wanted.Count, where);
        for (var at = 0; at < found.Count; at++)
            found[at].ShouldBeBytes(wanted[at], where);
    }
}
