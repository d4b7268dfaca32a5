namespace LandLedger.Sources.Samples;

/// <summary>What a made-up commune is like. The same options give the same files, byte for byte.</summary>
public sealed record SampleOptions
{
    /// <summary>Plots, at most 250,000.</summary>
    public int Plots { get; init; } = 1_000;

    /// <summary>Another seed, other people.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Commune code of <see cref="CodeLists.Communes"/>.</summary>
    public string Commune { get; init; } = "24781";

    /// <summary>
    /// How many plots other communes of the same province have before this one's: codes and serials go on behind theirs.
    /// </summary>
    public int First { get; init; }

    /// <summary>Share of plots that both land systems measured anew since the file of the week before.</summary>
    public double Changed { get; init; }

    /// <summary>Whether form PL3 is written too; a workbook takes longer than all else.</summary>
    public bool Pl3 { get; init; } = true;

    /// <summary>Share of plots whose area, purpose or holder is another one in VNPT-iLIS.</summary>
    public double Disagreements { get; init; } = 0.03;

    /// <summary>Share of plots whose PL3 row lacks a required field.</summary>
    public double MissingFields { get; init; } = 0.01;

    /// <summary>Share of plots with a PL3 cell that cannot be understood.</summary>
    public double BadCells { get; init; } = 0.003;

    /// <summary>Share of plots that come a second time in PL3, unchanged.</summary>
    public double Duplicates { get; init; } = 0.005;

    /// <summary>Share of owners with a citizen ID that the population register does not know.</summary>
    public double WrongIds { get; init; } = 0.04;

    /// <summary>Share of owners whose name, birth date or sex is another one in the register.</summary>
    public double Mismatches { get; init; } = 0.02;

    /// <summary>Share of owners who have died.</summary>
    public double Deceased { get; init; } = 0.01;

    /// <summary>Share of owners known by the number of an old identity card that two people in the register share.</summary>
    public double Ambiguous { get; init; } = 0.005;

    /// <summary>Share of plots held by husband and wife.</summary>
    public double Couples { get; init; } = 0.45;

    /// <summary>Share of plots held by a household.</summary>
    public double Households { get; init; } = 0.06;

    /// <summary>Share of plots held by an organisation.</summary>
    public double Organisations { get; init; } = 0.02;
}

/// <summary>What was written, so that a reader's or a ledger's figures can be held against it.</summary>
/// <param name="Plots">Different plots.</param>
/// <param name="Pl3Rows">Data rows in PL3, repeated and bad ones among them.</param>
/// <param name="Pl3Plots">Plots that a reader of PL3 hands out, repeated ones counted again.</param>
/// <param name="IlisRows">Data lines of VNPT-iLIS; it holds every plot once.</param>
/// <param name="Persons">Different people named.</param>
/// <param name="WrongIds">People with a citizen ID that the register does not know.</param>
/// <param name="MissingFields">Plots held back because a required field is missing in PL3.</param>
/// <param name="BadCells">Plots held back because of a cell that cannot be understood.</param>
/// <param name="BadRows">Rows of PL3 that belong to plots held back.</param>
/// <param name="Duplicates">Plots that come a second time in PL3.</param>
/// <param name="Disagreements">Plots that differ between PL3 and VNPT-iLIS.</param>
public sealed record SampleCounts(
    int Plots,
    int Pl3Rows,
    int Pl3Plots,
    int IlisRows,
    int Persons,
    int WrongIds,
    int MissingFields,
    int BadCells,
    int BadRows,
    int Duplicates,
    int Disagreements);
