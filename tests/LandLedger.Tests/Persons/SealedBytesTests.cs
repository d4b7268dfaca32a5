using System.Security.Cryptography;
using System.Text.Json;
using LandLedger.Persons;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Persons;

public sealed class SealedBytesTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public void what_was_sealed_opens_in_its_place()
    {
        var envelope = SealedBytes.Seal(Key, "clear"u8, "here"u8);

        envelope.Length.ShouldBe(5 + SealedBytes.Overhead);
        SealedBytes.Open(Key, envelope, "here"u8).ShouldBe("clear"u8.ToArray());
    }

    [Fact]
    public void the_same_bytes_never_give_the_same_envelope() =>
        SealedBytes.Seal(Key, "clear"u8, "here"u8).ShouldNotBe(SealedBytes.Seal(Key, "clear"u8, "here"u8));

    [Fact]
    public void neither_another_key_nor_another_place_opens_it()
    {
        var envelope = SealedBytes.Seal(Key, "clear"u8, "here"u8);
        var otherKey = Key.Reverse().ToArray();

        Should.Throw<SealBrokenException>(() => SealedBytes.Open(otherKey, envelope, "here"u8));
        Should.Throw<SealBrokenException>(() => SealedBytes.Open(Key, envelope, "there"u8));
    }

    [Fact]
    public void every_changed_byte_and_every_cut_is_noticed()
    {
        var envelope = SealedBytes.Seal(Key, "clear"u8, "here"u8);
        for (var i = 0; i < envelope.Length; i++)
        {
            byte[] changed = [.. envelope];
            changed[i] ^= 1;
            Should.Throw<SealBrokenException>(() => SealedBytes.Open(Key, changed, "here"u8));
            Should.Throw<SealBrokenException>(() => SealedBytes.Open(Key, envelope.AsSpan(0, i), "here"u8));
        }
    }

    [Fact]
    public void only_keys_of_256_bits_are_taken()
    {
        Should.Throw<ArgumentException>(() => SealedBytes.Seal(Key.AsSpan(0, 16), "clear"u8, "here"u8));
        Should.Throw<ArgumentException>(() => SealedBytes.Open(Key.AsSpan(0, 16), new byte[64], "here"u8));
    }

    /// <summary>Every published vector with our parameters, dressed as an envelope of version 1.</summary>
    [Fact]
    public void published_aes_gcm_vectors_hold()
    {
        using var vectors = Wycheproof.Read("aes_gcm_test.json");
        var counted = 0;
        foreach (var group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            if (group.GetProperty("keySize").GetInt32() != 256 || group.GetProperty("ivSize").GetInt32() != 96)
            {
                continue;
            }

            group.GetProperty("tagSize").GetInt32().ShouldBe(128);
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var key = Wycheproof.Bytes(test, "key");
                byte[] envelope = [1, .. Wycheproof.Bytes(test, "iv"), .. Wycheproof.Bytes(test, "ct"), .. Wycheproof.Bytes(test, "tag")];
                var place = Wycheproof.Bytes(test, "aad");
                if (test.GetProperty("result").GetString() == "valid")
                {
                    SealedBytes.Open(key, envelope, place).ShouldBe(Wycheproof.Bytes(test, "msg"));
                }
                else
                {
                    Should.Throw<SealBrokenException>(() => SealedBytes.Open(key, envelope, place));
                }

                counted++;
            }
        }

        counted.ShouldBe(66);
    }

    /// <summary>The vectors take a key of their own, which no key vault does; what it builds on is held to them.</summary>
    [Fact]
    public void published_hmac_vectors_hold()
    {
        using var vectors = Wycheproof.Read("hmac_sha256_test.json");
        var counted = 0;
        foreach (var group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var length = group.GetProperty("tagSize").GetInt32() / 8;
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var tag = HMACSHA256.HashData(Wycheproof.Bytes(test, "key"), Wycheproof.Bytes(test, "msg")).AsSpan(0, length);
                tag.SequenceEqual(Wycheproof.Bytes(test, "tag")).ShouldBe(test.GetProperty("result").GetString() == "valid");
                counted++;
            }
        }

        counted.ShouldBe(174);
    }
}

file static class Wycheproof
{
    public static JsonDocument Read(string name)
    {
        var folder = Environment.GetEnvironmentVariable("LEDGER_GOLDENS") ?? Path.Combine(Checkout(), "..", "shared", "goldens");
        var file = Path.Combine(folder, "wycheproof", name);
        Assert.SkipUnless(File.Exists(file), $"Published vectors are neither beside the checkout nor where LEDGER_GOLDENS points: {name}");
        return JsonDocument.Parse(File.ReadAllBytes(file));
    }

    public static byte[] Bytes(JsonElement test, string name) => Convert.FromHexString(test.GetProperty(name).GetString()!);

    private static string Checkout()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LandLedger.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Not in a checkout.");
        }

        return folder;
    }
}
