using System.Buffers.Binary;
using System.Globalization;

namespace LandLedger.Proof;

/// <summary>What one commit adds to one plot.</summary>
/// <param name="Stream">The plot.</param>
/// <param name="FirstVersion">Version that the first event makes.</param>
/// <param name="Events">The events in order.</param>
public readonly record struct PlotCommit(Guid Stream, long FirstVersion, IReadOnlyList<SignedEvent> Events);

/// <summary>Where the commit of a plot stands among those that were signed with it, and what leads from it to the root that was signed.</summary>
/// <param name="Index">Its place.</param>
/// <param name="Size">How many there are.</param>
/// <param name="Path">Hashes beside the way to the root, from below (RFC 6962 2.1.1).</param>
public sealed record BatchPlace(int Index, int Size, IReadOnlyList<byte[]> Path)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>Null when it is of another form.</returns>
    public static BatchPlace? Parse(ReadOnlySpan<byte> index, ReadOnlySpan<byte> size, ReadOnlySpan<byte> path)
    {
        if (PlainNumber.Of(index) is not { } place || PlainNumber.Of(size) is not (> 1 and <= OriginBatch.MostPlots and var all) || place >= all
            || CodedBytes.Bytes(path) is not { Length: > 0 } hashes || hashes.Length % MerkleHash.Length != 0)
            return null;
        var nodes = new byte[hashes.Length / MerkleHash.Length][];
        for (var at = 0; at < nodes.Length; at++)
            nodes[at] = hashes.AsSpan(at * MerkleHash.Length, MerkleHash.Length).ToArray();
        return new((int)place, (int)all, nodes);
    }

    /// <summary>Its part of the header.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Index} {Size} {Convert.ToBase64String([.. Path.SelectMany(hash => hash)])}");
}

/// <summary>
/// One signature over the commits of several plots, by the root of the tree that they make. Each plot carries its own way to that root,
/// so it can be judged alone, without the others.
/// </summary>
public static class OriginBatch
{
    /// <summary>The most plots under one signature.</summary>
    public const int MostPlots = 64;

    /// <summary>Signs the commits of plots together.</summary>
    /// <param name="key">The program's key.</param>
    /// <param name="commits">One of each plot.</param>
    /// <param name="microseconds">Now, since 1970-01-01T00:00:00Z.</param>
    /// <returns>For each commit what its first event carries.</returns>
    /// <exception cref="ArgumentException">No plot or more than <see cref="MostPlots"/>; or a commit that nobody could read.</exception>
    /// <exception cref="FormatException">An event of another shape.</exception>
    public static IReadOnlyList<OriginSignature> Sign(SigningKey key, IReadOnlyList<PlotCommit> commits, long microseconds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(commits.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(commits.Count, MostPlots);
        if (commits is [var (stream, first, events)])
            return [OriginSignature.Of(key, stream, first, events, microseconds)];
        var leaves = commits.Select(commit => MerkleHash.OfLeaf(OriginSignature.Checked(commit, microseconds))).ToArray();
        var paths = leaves.Select(_ => new List<byte[]>()).ToArray();
        var signature = key.Sign(Message(commits.Count, Root(leaves, paths)));
        return
        [
            .. commits.Select((commit, at) => new OriginSignature(key.Verifier.Id, microseconds, commit.Events.Count, signature)
            {
                Place = new(at, commits.Count, paths[at]),
            }),
        ];
    }

    /// <summary>What is signed.</summary>
    internal static byte[] Message(int size, byte[] root)
    {
        var count = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(count, size);
        return [.. "land-ledger/origins/v1\0"u8, .. count, .. root];
    }

    // RFC 6962 2.1: the left part is the largest power of two that leaves something for the right.
    private static byte[] Root(ReadOnlySpan<byte[]> leaves, ReadOnlySpan<List<byte[]>> paths)
    {
        if (leaves.Length == 1)
            return leaves[0];
        var half = 1;
        while (2 * half < leaves.Length)
            half *= 2;
        var (left, right) = (Root(leaves[..half], paths[..half]), Root(leaves[half..], paths[half..]));
        for (var at = 0; at < leaves.Length; at++)
            paths[at].Add(at < half ? right : left);
        return MerkleHash.OfNode(left, right);
    }
}

/// <summary>
/// What was worked out for the last signature of a batch, so that the plots under it, which stand together, do not each pay for all of it.
/// For one worker.
/// </summary>
public sealed class CheckedBatches
{
    private readonly KnownNodes nodes = new();
    private byte[] under = [];
    private (VerifierKey Key, byte[] Message)? good;

    /// <summary>Nodes of the tree that was signed so.</summary>
    internal KnownNodes NodesUnder(byte[] signature)
    {
        if (!under.AsSpan().SequenceEqual(signature))
        {
            (under, good) = (signature, null);
            nodes.Clear();
        }

        return nodes;
    }

    /// <summary>Whether the key signed the message with the signature whose nodes were asked for last.</summary>
    internal bool Verify(VerifierKey key, byte[] message, byte[] signature)
    {
        if (good is { } before && before.Key == key && before.Message.AsSpan().SequenceEqual(message))
            return true;
        if (!key.Verify(message, signature))
            return false;
        good = (key, message);
        return true;
    }
}

/// <summary>Nodes of trees that were worked out before, by their children.</summary>
internal sealed class KnownNodes
{
    private readonly Dictionary<Children, byte[]> known = [];

    public byte[] Of(byte[] left, byte[] right)
    {
        var children = new Children(left, right);
        if (!known.TryGetValue(children, out var node))
            known[children] = node = MerkleHash.OfNode(left, right);
        return node;
    }

    public void Clear() => known.Clear();

    private readonly struct Children(byte[] left, byte[] right) : IEquatable<Children>
    {
        private readonly byte[] left = left, right = right;

        public bool Equals(Children other) => left.AsSpan().SequenceEqual(other.left) && right.AsSpan().SequenceEqual(other.right);

        public override bool Equals(object? other) => other is Children children && Equals(children);

        // Any four bytes of a hash are as good as all.
        public override int GetHashCode() =>
            HashCode.Combine(BinaryPrimitives.ReadInt32BigEndian(left), BinaryPrimitives.ReadInt32BigEndian(right));
    }
}
