using System.Security.Cryptography;
using System.Text.Json;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Our signatures are those of RFC 8032, and ours are refused where others' are.</summary>
public sealed class Ed25519Tests
{
    [Fact]
    public void published_ed25519_vectors_hold()
    {
        using var vectors = Wycheproof();
        var (counted, valid) = (0, 0);
        foreach (var (key, test) in Tests(vectors))
        {
            var wanted = test.GetProperty("result").GetString() == "valid";
            new VerifierKey("wycheproof", NoteAlgorithm.Ed25519, key).Verify(Bytes(test, "msg"), Bytes(test, "sig"))
                .ShouldBe(wanted, $"test {test.GetProperty("tcId").GetInt32()}: {test.GetProperty("comment").GetString()}");
            counted++;
            valid += wanted ? 1 : 0;
        }

        counted.ShouldBe(151);
        valid.ShouldBeInRange(50, 100);
    }

    /// <summary>RFC 8032 7.1. The message of "SHA(abc)" is the SHA-512 of "abc".</summary>
    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    [InlineData("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "SHA(abc)",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589" +
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704")]
    public void the_standard_s_own_keys_sign_as_the_standard_says(string seed, string message, string publicKey, string signature)
    {
        var bytes = message == "SHA(abc)" ? SHA512.HashData("abc"u8) : Published.Hex(message);
        using var key = Keys.FromSeed(Published.Hex(seed));

        Keys.PublicPart(key.Verifier).ShouldBe(Published.Hex(publicKey));
        key.Sign(bytes).ShouldBe(Published.Hex(signature));
        key.Verifier.Verify(bytes, Published.Hex(signature)).ShouldBeTrue();
    }

    /// <summary>The fifth of RFC 8032 7.1; its 1023 bytes stand among the published vectors.</summary>
    [Fact]
    public void the_standard_s_long_message_is_signed_as_the_standard_says()
    {
        using var vectors = Wycheproof();
        var (publicKey, test) = Tests(vectors).Single(each => each.Test.GetProperty("msg").GetString()!.Length == 2 * 1023);
        using var key = Keys.FromSeed(Published.Hex("f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5"));

        Keys.PublicPart(key.Verifier).ShouldBe(publicKey);
        key.Sign(Bytes(test, "msg")).ShouldBe(Bytes(test, "sig"));
    }

    [Fact]
    public void two_implementations_agree_on_a_thousand_messages()
    {
        var random = new Random(8032);
        for (var round = 0; round < 1_000; round++)
        {
            var seed = new byte[32];
            random.NextBytes(seed);
            var message = new byte[random.Next(round % 10 == 0 ? 5_000 : 300)];
            random.NextBytes(message);
            using var key = Keys.FromSeed(seed);
            var publicKey = Keys.PublicPart(key.Verifier);

            publicKey.ShouldBeBytes(SecondImplementation.PublicKey(seed));
            var signature = key.Sign(message);
            signature.ShouldBeBytes(SecondImplementation.Sign(seed, message));

            var damaged = signature.ToArray();
            damaged[random.Next(64)] ^= (byte)(1 << random.Next(8));
            key.Verifier.Verify(message, signature).ShouldBeTrue();
            key.Verifier.Verify(message, damaged).ShouldBeFalse();
            SecondImplementation.Verify(publicKey, message, signature).ShouldBeTrue();
            SecondImplementation.Verify(publicKey, message, damaged).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(128)]
    public void a_signature_of_another_length_is_refused(int length)
    {
        using var key = Keys.FromSeed(new byte[32]);
        byte[] signature = [.. key.Sign("text"u8), .. key.Sign("text"u8)];

        key.Verifier.Verify("text"u8, signature.AsSpan(0, 64)).ShouldBeTrue();
        key.Verifier.Verify("text"u8, signature.AsSpan(0, length)).ShouldBeFalse();
    }

    private static IEnumerable<(byte[] Key, JsonElement Test)> Tests(JsonDocument vectors) =>
        from made in vectors.RootElement.GetProperty("testGroups").EnumerateArray()
        let key = Convert.FromHexString(made.GetProperty("publicKey").GetProperty("pk").GetString()!)
        from test in made.GetProperty("tests").EnumerateArray()
        select (key, test);

    private static JsonDocument Wycheproof() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Published.Folder("wycheproof"), "ed25519_test.json")));

    private static byte[] Bytes(JsonElement test, string name) => Convert.FromHexString(test.GetProperty(name).GetString()!);
}
