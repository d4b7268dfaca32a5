using System.Security.Cryptography;
using System.Text.Json;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Proofs, true ones and forged ones, that the authors of other transparency logs check theirs with.</summary>
public sealed class PublishedProofsTests
{
    [Fact]
    public void every_published_inclusion_proof_gets_the_verdict_it_should() =>
        Wrong("inclusion", made => MerkleProof.Includes(
            made.GetProperty("leafIdx").GetInt64(), made.GetProperty("treeSize").GetInt64(),
            made.GetProperty("leafHash").GetBytesFromBase64(), Hashes(made), made.GetProperty("root").GetBytesFromBase64()))
            .ShouldBeEmpty();

    /// <summary>
    /// One file has us agree that two trees of one leaf are the same when their roots are the words "don't care 2". A root is a hash
    /// here, so that is refused, and asked again with hashes in their place.
    /// </summary>
    [Fact]
    public void every_published_consistency_proof_gets_the_verdict_it_should()
    {
        Wrong("consistency", made => MerkleProof.IsConsistent(
            made.GetProperty("size1").GetInt64(), made.GetProperty("size2").GetInt64(),
            made.GetProperty("root1").GetBytesFromBase64(), made.GetProperty("root2").GetBytesFromBase64(), Hashes(made)))
            .ShouldBe(["sizes-are-equal-one-and-proof-is-empty.json"]);

        var root = SHA256.HashData("don't care 2"u8);
        MerkleProof.IsConsistent(1, 1, root, root, []).ShouldBeTrue();
    }

    // The files whose verdict is another than their own "wantErr" says.
    private static string[] Wrong(string kind, Func<JsonElement, bool> holds)
    {
        var folder = Path.Combine(Published.Folder("merkle"), kind);
        var files = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories);
        files.Length.ShouldBe(98);
        var (wrong, good) = (new List<string>(), 0);
        foreach (var file in files)
        {
            using var made = JsonDocument.Parse(File.ReadAllBytes(file));
            var wanted = !made.RootElement.GetProperty("wantErr").GetBoolean();
            good += wanted ? 1 : 0;
            if (Verdict(made.RootElement, holds) != wanted)
                wrong.Add(Path.GetFileName(file));
        }

        good.ShouldBe(6);
        return [.. wrong];
    }

    // An index beyond a long cannot even be asked about, so it is refused.
    private static bool Verdict(JsonElement made, Func<JsonElement, bool> holds)
    {
        try
        {
            return holds(made);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static byte[][] Hashes(JsonElement made) => made.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof
        ? [.. proof.EnumerateArray().Select(hash => hash.GetBytesFromBase64())]
        : [];
}
