using LandLedger.Plots;
using LandLedger.Sources.CodeLists;

namespace LandLedger.Policies;

/// <summary>In what ways the land uses of two sides differ.</summary>
[Flags]
public enum UseDifferences
{
    /// <summary>They are the same.</summary>
    None = 0,

    /// <summary>The held side writes an earlier symbol of the same purpose.</summary>
    HeldOutdated = 1,

    /// <summary>The offered side writes an earlier symbol of the same purpose.</summary>
    OfferedOutdated = 2,

    /// <summary>The held side leaves open what the offered side names.</summary>
    HeldOpen = 4,

    /// <summary>The offered side leaves open what the held side names.</summary>
    OfferedOpen = 8,

    /// <summary>Areas differ, within the tolerance.</summary>
    Area = 16,

    /// <summary>They are different uses.</summary>
    Real = 32,
}

/// <summary>Compares land uses under a policy. A plot has few of them, so the pairing tries each with each.</summary>
public static class UseDifference
{
    // One bit for each use of a plot; the law knows far fewer purposes on one plot.
    private const int Most = 32;

    /// <summary>The differences that remain when the uses of both sides are paired as well as they can be.</summary>
    public static UseDifferences Between(ReconciliationPolicy policy, LandUse[] held, LandUse[] offered)
    {
        if (held.Length != offered.Length || held.Length > Most)
            return UseDifferences.Real;
        var (found, taken, paired) = (UseDifferences.None, 0u, 0u);
        for (var theirs = 0; theirs < offered.Length; theirs++)
        {
            var same = Array.FindIndex(held, own => own == offered[theirs]);
            while (same >= 0 && (taken & (1u << same)) != 0)
                same = Array.FindIndex(held, same + 1, own => own == offered[theirs]);
            if (same < 0)
                continue;
            (taken, paired) = (taken | (1u << same), paired | (1u << theirs));
        }

        for (var theirs = 0; theirs < offered.Length && found != UseDifferences.Real; theirs++)
        {
            if ((paired & (1u << theirs)) != 0)
                continue;
            var (best, least) = (-1, UseDifferences.Real);
            for (var ours = 0; ours < held.Length; ours++)
            {
                if ((taken & (1u << ours)) == 0 && Of(policy, held[ours], offered[theirs]) is var between && between < least)
                    (best, least) = (ours, between);
            }

            if (best < 0)
                return UseDifferences.Real;
            taken |= 1u << best;
            found |= least;
        }

        return found;
    }

    private static UseDifferences Of(ReconciliationPolicy policy, LandUse held, LandUse offered)
    {
        var found = Purpose(policy, held.Purpose, offered.Purpose);
        if (held.AreaSquareMetres != offered.AreaSquareMetres)
        {
            found |= policy.AreaTolerance.Covers(held.AreaSquareMetres, offered.AreaSquareMetres)
                ? UseDifferences.Area
                : UseDifferences.Real;
        }

        found |= Detail(policy, held.Origin, offered.Origin) | Detail(policy, held.Form, offered.Form)
            | Detail(policy, held.Term, offered.Term);
        return found >= UseDifferences.Real ? UseDifferences.Real : found;
    }

    private static UseDifferences Purpose(ReconciliationPolicy policy, string held, string offered)
    {
        if (held == offered)
            return UseDifferences.None;
        if (policy.PurposeSuccessors && LandPurposes.Find(held)?.Successor == offered)
            return UseDifferences.HeldOutdated;
        return policy.PurposeSuccessors && LandPurposes.Find(offered)?.Successor == held
            ? UseDifferences.OfferedOutdated
            : UseDifferences.Real;
    }

    private static UseDifferences Detail(ReconciliationPolicy policy, string? held, string? offered)
    {
        if (held == offered)
            return UseDifferences.None;
        if (held is null)
            return UseDifferences.HeldOpen;
        return offered is null && policy.OpenDetails ? UseDifferences.OfferedOpen : UseDifferences.Real;
    }
}
