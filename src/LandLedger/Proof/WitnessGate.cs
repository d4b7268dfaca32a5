using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Proof;

/// <summary>
/// Put on what is done in bulk or decided for good. Refused when no witness has cosigned the log for too long: then nobody outside could
/// tell what was changed meanwhile.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsWitnessAttribute : Attribute;

/// <summary>Holds back work that needs a witness while there is none.</summary>
public static class WitnessGate
{
    /// <summary>Runs before each endpoint that carries <see cref="NeedsWitnessAttribute"/>.</summary>
    public static async Task<ProblemDetails> BeforeAsync(
        ProofSettings settings, LogState state, CosignedNotes notes, TimeProvider clock, CancellationToken cancellation)
    {
        if (settings.CosignatureAge is not { } most)
            return WolverineContinue.NoProblems;
        // Another process may have the last word of the witness.
        if (!Recent())
            await notes.NewestAsync(cancellation);
        return Recent()
            ? WolverineContinue.NoProblems
            : Refusal.Because("witness-overdue", state.CosignedAt?.ToString("u", System.Globalization.CultureInfo.InvariantCulture));

        bool Recent() => clock.GetUtcNow() - state.CosignedAt <= most;
    }
}
