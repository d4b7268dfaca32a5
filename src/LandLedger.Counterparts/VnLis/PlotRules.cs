using System.Globalization;
using System.Text.RegularExpressions;

namespace LandLedger.Counterparts.VnLis;

/// <summary>What can be said about a plot record without knowing any other.</summary>
internal static partial class PlotRules
{
    private const decimal Tolerance = 0.5m;

    private static readonly string[] HolderKinds = ["individual", "spouses", "household", "organisation", "community", "co-users"];

    /// <summary>Why the record does not follow the contract; null when it does.</summary>
    public static IResult? Malformed(PlotRecord record)
    {
        if (record.SchemaVersion != 1)
        {
            return Refusal.As(400, "schema-version-unknown", "schemaVersion is 1");
        }
        var wrong = Areas(record).Any(area => Decimal(area) is null) ? "an area is not a decimal number in a string"
            : record.LedgerVersion < 1 ? "ledgerVersion is at least 1"
            : record.PlotNumber is { Sheet: "" } or { Plot: "" } ? "sheet or plot is empty"
            : record.LandUses.Length == 0 ? "landUses is empty"
            : record.LandUses.Any(use => use.Form is not (null or "private" or "shared")) ? "form is private or shared"
            : record.LandUses.Any(use => use.Term is { } term && term != "long-term" && !IsDate(term)) ? "term is long-term or a date"
            : record.Certificates.Any(certificate => certificate.Serial == "") ? "a certificate has no serial"
            : record.Holders.Any(holder => !HolderKinds.Contains(holder.Kind)) ? "a holder's kind is unknown"
            : record.Holders.Any(holder => holder.FullName == "" || holder.Role == "") ? "a holder has no name or role"
            : record.Holders.Any(holder => holder.BirthDate is { } birth && !IsDate(birth) && !Year().IsMatch(birth)) ?
                "a birth date is neither yyyy-MM-dd nor yyyy"
            : record.Holders.Any(holder => !Share().IsMatch(holder.Share)) ? "a share is not a fraction like 1/2"
            : null;
        return wrong is null ? null : Refusal.Malformed(wrong);
    }

    /// <summary>The first reason to reject a well-formed record; null when there is none.</summary>
    public static Rejection? Objection(PlotRecord record)
    {
        if (Areas(record).Any(area => Decimal(area) <= 0))
        {
            return Rejection.AreaNotPositive;
        }
        var sum = record.LandUses.Sum(use => Decimal(use.AreaSquareMetres) ?? 0);
        if (Math.Abs(sum - (Decimal(record.AreaSquareMetres) ?? 0)) > Tolerance)
        {
            return Rejection.LandUseSumDiffers;
        }
        var unnamed = record.Holders.Any(holder => holder.Kind == "individual" && !CitizenNumber().IsMatch(holder.CitizenId ?? ""));
        return unnamed ? Rejection.HolderWithoutCitizenId : null;
    }

    private static IEnumerable<string> Areas(PlotRecord record) =>
        record.LandUses.Select(use => use.AreaSquareMetres).Prepend(record.AreaSquareMetres);

    private static decimal? Decimal(string text) =>
        Number().IsMatch(text) ? decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture) : null;

    private static bool IsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"^-?[0-9]{1,12}(\.[0-9]{1,6})?\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9]{4}\z")]
    private static partial Regex Year();

    [GeneratedRegex(@"^[1-9][0-9]{0,8}/[1-9][0-9]{0,8}\z")]
    private static partial Regex Share();

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex CitizenNumber();
}
