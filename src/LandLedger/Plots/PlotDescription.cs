using System.Globalization;
using LandLedger.Sources.CodeLists;
using NodaTime;

namespace LandLedger.Plots;

/// <summary>The fields of a plot that sources state, people correct and conflicts are about, each readable and settable by name.</summary>
public sealed record PlotDescription(
    PlotNumber Number, string? PlotCode, decimal AreaSquareMetres, LandUse[] LandUses, PlotAddress? Address)
{
    /// <summary>Field names, as they stand in events, corrections and conflicts.</summary>
    public const string NumberField = "plotNumber", CodeField = "plotCode", AreaField = "areaSquareMetres", UsesField = "landUses",
        AddressField = "address", HoldersField = "holders";

    /// <summary>Before anything is known.</summary>
    public static readonly PlotDescription Empty = new(new("", new LocalDate(2025, 7, 1), "", ""), null, 0, [], null);

    /// <summary>The names of the fields that can be corrected.</summary>
    public static readonly string[] Fields = [NumberField, CodeField, AreaField, UsesField, AddressField];

    /// <summary>As registered.</summary>
    public static PlotDescription Of(PlotRegistered it) => new(it.Number, it.PlotCode, it.AreaSquareMetres, it.LandUses, it.Address);

    /// <summary>A field's value as text; null when there is none.</summary>
    public string? Value(string field) => field switch
    {
        NumberField => Number.ToString(),
        CodeField => PlotCode,
        AreaField => AreaSquareMetres.ToString(CultureInfo.InvariantCulture),
        UsesField => LandUse.Text(LandUses),
        AddressField => Address?.Printed,
        _ => null,
    };

    /// <summary>Whether two texts of a field mean the same: <c>240.5</c> and <c>240.50</c> do.</summary>
    public static bool Same(string field, string? one, string? other) =>
        one == other || (one is not null && other is not null && field switch
    {
        AreaField => decimal.Parse(one, CultureInfo.InvariantCulture) == decimal.Parse(other, CultureInfo.InvariantCulture),
        UsesField => LandUse.Read(one).OrderBy(use => use.Purpose, StringComparer.Ordinal)
            .SequenceEqual(LandUse.Read(other).OrderBy(use => use.Purpose, StringComparer.Ordinal)),
        NumberField => PlotNumber.Parse(one, Empty.Number.CodeListDate) is { } ours
            && PlotNumber.Parse(other, Empty.Number.CodeListDate) is { } theirs && PlotNumberKey.Of(ours) == PlotNumberKey.Of(theirs),
        AddressField => VietnameseText.Key(one) == VietnameseText.Key(other),
        _ => false,
    });

    /// <summary>With one field set from its text; a field that is not one of the description changes nothing here.</summary>
    public PlotDescription With(string field, string? value) => field switch
    {
        NumberField => this with { Number = PlotNumber.Parse(value!, Number.CodeListDate)! },
        CodeField => this with { PlotCode = value },
        AreaField => this with { AreaSquareMetres = decimal.Parse(value!, CultureInfo.InvariantCulture) },
        UsesField => this with { LandUses = LandUse.Read(value!) },
        AddressField => this with { Address = value is null ? null : new(value) },
        _ => this,
    };

    /// <summary>With several fields set.</summary>
    public PlotDescription With(FieldChange[] changes) =>
        changes.Aggregate(this, (description, change) => description.With(change.Field, change.To));

    /// <summary>With a settled conflict's value, if it is another than before.</summary>
    public PlotDescription With(ConflictResolved settled) =>
        settled.From == settled.To ? this : With(settled.Field, settled.To);
}
