using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Copies;

/// <summary>The copying cannot go on.</summary>
/// <param name="finding">Why.</param>
internal sealed class CopyStopped(Finding finding) : Exception(finding.En)
{
    public Finding Finding => finding;
}
