using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LandLedger.Proof;

namespace LandLedger.Tests.Proof;

/// <summary>Keys that are the same in every run. Their lines are put together here byte for byte, not by the code under test.</summary>
internal static class Keys
{
    public static SigningKey FromSeed(byte[] seed, string name = "land.example/log", byte algorithm = 1) =>
        SigningKey.Parse(PrivateLine(seed, name, algorithm));

    /// <summary>A key of its own for each number.</summary>
    public static SigningKey Numbered(int number, string name = "land.example/log", byte algorithm = 1) =>
        FromSeed(Seed(number), name, algorithm);

    public static byte[] Seed(int number) => SHA256.HashData(Encoding.ASCII.GetBytes($"key {number}"));

    public static string PrivateLine(byte[] seed, string name, byte algorithm) =>
        $"PRIVATE+KEY+{name}+{Hash(SecondImplementation.PublicKey(seed), name, algorithm):x8}+"
        + Convert.ToBase64String([algorithm, .. seed]);

    public static string PublicLine(byte[] publicKey, string name, byte algorithm) =>
        $"{name}+{Hash(publicKey, name, algorithm):x8}+{Convert.ToBase64String([algorithm, .. publicKey])}";

    /// <summary>The first four bytes of the hash of name, line end, algorithm and key.</summary>
    public static uint Hash(byte[] publicKey, string name, byte algorithm) => BinaryPrimitives.ReadUInt32BigEndian(
        SHA256.HashData([.. Encoding.UTF8.GetBytes(name), 10, algorithm, .. publicKey]));

    public static byte[] PublicPart(VerifierKey key) => Convert.FromBase64String(key.ToString().Split('+', 3)[2])[1..];
}
