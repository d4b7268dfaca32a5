using Bouncy = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace LandLedger.Tests.Proof;

/// <summary>Ed25519 once more, written by others and sharing no code with the first.</summary>
internal static class SecondImplementation
{
    public static byte[] PublicKey(byte[] seed)
    {
        var key = new byte[32];
        Bouncy.GeneratePublicKey(seed, 0, key, 0);
        return key;
    }

    public static byte[] Sign(byte[] seed, byte[] message)
    {
        var signature = new byte[64];
        Bouncy.Sign(seed, 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    public static bool Verify(byte[] publicKey, byte[] message, byte[] signature) =>
        Bouncy.Verify(signature, 0, publicKey, 0, message, 0, message.Length);
}
