using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.PL3;

/// <summary>The columns of form PL3, as the form has them: headings differ from file to file.</summary>
internal static class Pl3Columns
{
    /// <summary>Fields from column B on; null for columns that are not read (buildings, details of the present user).</summary>
    private static readonly Field?[] FromB =
    [
        Field.Commune, Field.Serial, Field.IssuedOn, Field.BookNumber, Field.OrganisationName, Field.OrganisationId,
        Field.FullName, Field.BirthDate, Field.Sex, Field.CitizenId, Field.PersonAddress, Field.HolderKind, Field.Role,
        Field.CurrentUser, null, null, null,
        Field.PlotCode, Field.CertificateSheet, Field.CertificatePlot, Field.Sheet, Field.Plot, Field.PlotAddress, Field.PlotArea,
        Field.Purpose1, Field.Area1, Field.Origin1, Field.Form1, Field.Term1,
        Field.Purpose2, Field.Area2, Field.Origin2, Field.Form2, Field.Term2,
        Field.Purpose3, Field.Area3, Field.Origin3, Field.Form3, Field.Term3,
        null, null, null, null, null, null, null, null, null,
        Field.ScanFile,
    ];

    /// <summary>The field of a column, counted from 0 (A), or null.</summary>
    public static Field? At(int column) => column >= 1 && column <= FromB.Length ? FromB[column - 1] : null;

    /// <summary>The column of a field.</summary>
    public static int Of(Field field) => Array.IndexOf(FromB, field) + 1;

    /// <summary>The letters of the column of each field, and the field.</summary>
    public static string[] Names() =>
        [.. FieldNames.All.Select(field => Of(field) == 0 ? field.Name() : $"{ColumnName.Of(Of(field))} {field.Name()}")];

    /// <summary>The highest field number of the form.</summary>
    public const int MostNumbers = 49;

    /// <summary>The columns where the form has them, counted from 0 (A).</summary>
    public static Dictionary<int, Field> Usual() =>
        Enumerable.Range(0, FromB.Length).Where(at => FromB[at] is not null).ToDictionary(at => at + 1, at => FromB[at]!.Value);

    /// <summary>The field with this number, or null if it is not read.</summary>
    public static Field? OfNumber(int number) =>
        Enumerable.Range(1, FromB.Length).Where(column => PrintedNumber(column) == number).Select(column => FromB[column - 1]).FirstOrDefault();

    /// <summary>
    /// The number that the form prints above a column, or null where it prints none. Numbers 21 and 22 do not exist.
    /// </summary>
    public static int? PrintedNumber(int column) => column switch
    {
        >= 1 and <= 13 => column,
        >= 16 and <= 22 => column - 2,
        >= 23 and <= 49 => column,
        _ => null,
    };
}
