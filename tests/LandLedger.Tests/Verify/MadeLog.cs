using System.Text;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;

namespace LandLedger.Tests.Verify;

/// <summary>An event as it was recorded, with its leaf.</summary>
public sealed record MadeEvent(Leaf Leaf, string Data, ShownProvenance Provenance, string? Origin);

/// <summary>A log of some plots, made with nothing but the rules of its format, and the keys that go with it.</summary>
public sealed class MadeLog : IDisposable
{
    public const string Name = "land.lamdong.example.org/ledger/1";
    private const int Plots = 7;

    private readonly Dictionary<Guid, (long Version, byte[] Hash)> heads = [];

    /// <param name="leaves">How many leaves it has.</param>
    /// <param name="seed">Another one makes other content.</param>
    public MadeLog(int leaves, int seed = 0)
    {
        for (var commit = 0; Events.Count < leaves; commit++)
            Commit(PlotOf(commit), Math.Min(1 + commit % 3, leaves - Events.Count), seed);
    }

    public SigningKey Log { get; } = SigningKey.Parse(SigningKey.NewLine(Name, NoteAlgorithm.Ed25519));

    public SigningKey Witness { get; } = SigningKey.Parse(SigningKey.NewLine("witness.example.org", NoteAlgorithm.Cosignature));

    public SigningKey Origin { get; } = SigningKey.Parse(SigningKey.NewLine("ledger-app", NoteAlgorithm.Ed25519));

    public List<MadeEvent> Events { get; } = [];

    /// <summary>Whoever trusts the log, one witness and the program that records.</summary>
    public TrustedKeys Keys => new(Log.Verifier, [Witness.Verifier], [Origin.Verifier], 1);

    public static DateTimeOffset Now { get; } = new(2025, 10, 1, 8, 0, 0, TimeSpan.Zero);

    public static Guid PlotOf(int commit) => new(commit % Plots + 1, 0, 0, new byte[8]);

    /// <summary>The signed and cosigned promise at a size.</summary>
    public SignedNote Note(int size, bool cosigned = true) => Note(size, Root(Hashes(size)), cosigned);

    public SignedNote Note(int size, byte[] root, bool cosigned = true)
    {
        var note = new SignedNote(new Checkpoint(Name, size, root).ToString(), []).SignedWith(Log);
        return cosigned ? note with { Signatures = [.. note.Signatures, note.Cosignature(Witness, Now)] } : note;
    }

    /// <summary>Writes the public files at a size into a folder.</summary>
    public void Write(string folder, int size, SignedNote? note = null) =>
        WriteEntries(folder, [.. Events.Take(size).Select(made => made.Leaf.Encode())], note ?? Note(size));

    /// <summary>Writes the public files of any entries.</summary>
    public static void WriteEntries(string folder, IReadOnlyList<byte[]> entries, SignedNote? note)
    {
        for (var first = 0; first < entries.Count; first += TilePath.Width)
        {
            var bundle = entries.Skip(first).Take(TilePath.Width).ToArray();
            Put(folder, TilePath.OfEntries(first / TilePath.Width, bundle.Length), EntryBundle.Of(bundle));
        }

        var hashes = entries.Select(entry => MerkleHash.OfLeaf(entry)).ToArray();
        for (var level = 0; hashes.Length > 0; level++)
        {
            var tiles = hashes.Chunk(TilePath.Width).ToArray();
            for (var index = 0; index < tiles.Length; index++)
                Put(folder, TilePath.Of(level, index, tiles[index].Length), [.. tiles[index].SelectMany(hash => hash)]);
            hashes = [.. tiles.Where(tile => tile.Length == TilePath.Width).Select(MerkleHash.Root)];
        }

        if (note is not null)
            Put(folder, TilePath.Checkpoint, Encoding.UTF8.GetBytes(note.ToString()));
    }

    /// <summary>The proof file of a plot at a size.</summary>
    public PlotProof ProofOf(Guid plot, string folder, int size)
    {
        var tree = new TileTree(new TileFolder(folder), size);
        return new(plot, Note(size), [.. Events.Take(size).Index().Where(made => made.Item.Leaf.StreamId == plot).Select(made =>
            new ProvenEvent(
                made.Index, made.Item.Leaf, made.Item.Data, made.Item.Provenance, made.Item.Origin, tree.Inclusion(made.Index)))]);
    }

    /// <summary>The proof that the log at one size begins with the log at another, word for word as RFC 6962 2.1.2 defines it.</summary>
    public IReadOnlyList<byte[]> Consistency(int old, int size) => SubProof(old, Hashes(size), whole: true);

    /// <summary>Adds events to a plot as one commit.</summary>
    public void Commit(Guid plot, int count, int seed = 0)
    {
        var (version, previous) = heads.GetValueOrDefault(plot, (0, new byte[MerkleHash.Length]));
        var made = new List<MadeEvent>();
        for (var at = 1; at <= count; at++)
        {
            var number = Events.Count + at;
            var content = $$"""{"areaSquareMetres":"{{240 + number}}.5","note":"Thửa {{number}}, lần {{seed}}","count":{{number}}}""";
            var why = new ShownProvenance($"officer-{number % 5}", $"case-{number}", null, """{"role":"registrar","purpose":"dossier"}""");
            var leaf = new Leaf
            {
                Kind = LeafKind.Event, Sequence = 2 * number, EventId = new(number, 1, 0, new byte[8]),
                StreamId = plot, Version = version + at, Type = "area_corrected",
                Microseconds = 1_700_000_000_000_000 + number, Tenant = "*DEFAULT*",
                PayloadHash = EventHashes.OfPayload(Encoding.UTF8.GetBytes(content)),
                ProvenanceHash = EventHashes.OfProvenance(why.Actor, why.Correlation, why.Causation, Encoding.UTF8.GetBytes(why.Headers)),
                Previous = previous,
            };
            previous = leaf.Hash();
            made.Add(new(leaf, content, why, null));
        }

        var signature = OriginSignature.Of(Origin, plot, version + 1, [.. made.Select(one => AsSigned(one.Leaf))], 1_700_000_000_000_000);
        made[0] = made[0] with { Origin = signature.ToString() };
        Events.AddRange(made);
        heads[plot] = (version + count, previous);
    }

    public void Dispose()
    {
        Log.Dispose();
        Witness.Dispose();
        Origin.Dispose();
    }

    public static SignedEvent AsSigned(Leaf leaf) => new(leaf.EventId, leaf.Type, leaf.PayloadHash, leaf.ProvenanceHash);

    public byte[][] Hashes(int size) => [.. Events.Take(size).Select(made => made.Leaf.Hash())];

    public static byte[] Root(IEnumerable<byte[]> hashes) => MerkleHash.Root(hashes);

    private static byte[][] SubProof(int old, byte[][] hashes, bool whole)
    {
        if (old == hashes.Length)
            return whole ? [] : [Root(hashes)];
        var left = 1;
        while (2 * left < hashes.Length)
            left *= 2;
        return old <= left
            ? [.. SubProof(old, hashes[..left], whole), Root(hashes[left..])]
            : [.. SubProof(old - left, hashes[left..], false), Root(hashes[..left])];
    }

    private static void Put(string folder, string path, byte[] bytes)
    {
        var place = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.WriteAllBytes(place, bytes);
    }
}
