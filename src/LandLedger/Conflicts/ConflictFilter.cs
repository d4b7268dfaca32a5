using System.Text.Json;
using System.Text.Json.Serialization;
using LandLedger.Plots;
using LandLedger.Plumbing;

namespace LandLedger.Conflicts;

/// <summary>Which conflicts are meant.</summary>
/// <param name="Field">The field they are about; any when none is named.</param>
/// <param name="Source">The system that offers another value than the one held; any when none is named.</param>
/// <param name="Suggested">The side that the policy proposes; any or none when it is left out.</param>
/// <param name="State">Where they stand; every unsettled one when it is left out.</param>
public sealed record ConflictFilter(string? Field, string? Source, ConflictChoice? Suggested, ConflictState? State)
{
    private static readonly JsonSerializerOptions OnlyWhatIsNamed =
        new(LedgerJson.Stored) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Fields that conflicts are about.</summary>
    public static readonly string[] Fields = [.. PlotDescription.Fields, PlotDescription.HoldersField];

    /// <summary>Reads the filters of a request; null, with the name of the wrong one, when one cannot be read.</summary>
    public static ConflictFilter? Read(string? field, string? source, string? suggested, string? state, out string wrong)
    {
        wrong = field is not null && !Fields.Contains(field) ? "field" : "";
        if (source?.Contains('\0', StringComparison.Ordinal) == true)
            wrong = "source";
        if (!Word(suggested, out ConflictChoice? side))
            wrong = "suggested";
        if (!Word(state, out ConflictState? stands))
            wrong = "state";
        return wrong.Length == 0 ? new(field, source, side, stands) : null;
    }

    /// <summary>Whether only settled conflicts are meant; the unsettled ones have an index of their own.</summary>
    public bool Settled => State == ConflictState.Resolved;

    /// <summary>Whether a conflict is meant.</summary>
    public bool Matches(CardConflict conflict) =>
        (State is null ? conflict.State != ConflictState.Resolved : conflict.State == State)
        && (Field is null || conflict.Field == Field)
        && (Source is null || conflict.Offered.Source == Source)
        && (Suggested is null || conflict.Suggested == Suggested);

    /// <summary>What a conflict on a stored card contains when it is meant: one of these.</summary>
    public string[] Contained() =>
    [
        .. (State is { } one ? [one] : (ConflictState[])[ConflictState.Open, ConflictState.Proposed])
            .Select(state => JsonSerializer.Serialize(
                new { State = state, Field, Suggested, Offered = Source is null ? null : new { Source } }, OnlyWhatIsNamed)),
    ];

    private static bool Word<T>(string? written, out T? value)
        where T : struct, Enum
    {
        // Not TryParse alone: it takes numbers, and several words at once.
        value = Enum.GetValues<T>().Where(known => string.Equals(known.ToString(), written, StringComparison.OrdinalIgnoreCase))
            .Select(known => (T?)known).FirstOrDefault();
        return written is null || value is not null;
    }
}
