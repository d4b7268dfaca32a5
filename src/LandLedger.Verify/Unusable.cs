namespace LandLedger.Verify;

/// <summary>What was given to a command cannot be used: a word that is not understood, a file that cannot be read.</summary>
/// <param name="vi">The sentence in Vietnamese.</param>
/// <param name="en">The sentence in English.</param>
internal sealed class Unusable(string vi, string en) : Exception(en)
{
    public string Vi => vi;

    public string En => Message;
}
