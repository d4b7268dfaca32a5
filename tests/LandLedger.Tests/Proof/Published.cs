using LandLedger.Tests.Tidy;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Test vectors that others published. They are no part of the project; where they are not at hand, a test says so.</summary>
internal static class Published
{
    /// <summary>A folder of vectors; the test is skipped when it is not there.</summary>
    public static string Folder(string name)
    {
        var folder = Path.Combine(
            Environment.GetEnvironmentVariable("LEDGER_GOLDENS") ?? Path.Combine(House.Root, "..", "shared", "goldens"), name);
        Assert.SkipUnless(Directory.Exists(folder),
            $"Published vectors are neither beside the checkout nor where LEDGER_GOLDENS points: {name}");
        return folder;
    }

    /// <summary>Bytes written as hexadecimal digits; blanks and line ends between them do not count.</summary>
    public static byte[] Hex(string digits) => Convert.FromHexString(string.Concat(digits.Where(letter => !char.IsWhiteSpace(letter))));
}
