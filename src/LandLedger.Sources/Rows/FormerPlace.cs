using LandLedger.Sources.MapSheets;

namespace LandLedger.Sources.Rows;

/// <summary>Where a plot that a row names by an old commune and an old sheet lies now, or why that cannot be said.</summary>
/// <param name="Commune">Present commune; null if it is unknown or ambiguous.</param>
/// <param name="Sheet">Present sheet; null if it is unknown or ambiguous.</param>
/// <param name="At">The field that a reason is about.</param>
/// <param name="Code">The reason, or null.</param>
/// <param name="Candidates">What it may be.</param>
/// <param name="Kept">Whether the old names are kept.</param>
internal readonly record struct FormerPlace(string? Commune, string? Sheet, Field At, string? Code, string Candidates, bool Kept = false)
{
    /// <summary>The place as the file's commune codes are to be read.</summary>
    public static FormerPlace Of(string commune, string? sheet, string? scale, SourceOptions options)
    {
        var place = OldPlace.Of(commune, sheet, scale, options.MapSheets);
        var at = place.Code is "commune-unknown" or "commune-ambiguous" ? Field.Commune : Field.Sheet;
        return options.CommuneCodes == CommuneCodes.Kept && place.Code != "commune-unknown"
            ? new(commune, sheet, Field.Sheet, null, "", Kept: true)
            : new(place.Target?.Commune, place.Target?.Sheet, at, place.Code, place.InWords);
    }
}
