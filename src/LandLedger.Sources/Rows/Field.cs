namespace LandLedger.Sources.Rows;

/// <summary>What a column of a row of plot × person can hold, whatever the file format.</summary>
internal enum Field
{
    RecordId,
    Commune,
    Serial,
    IssuedOn,
    BookNumber,
    OrganisationName,
    OrganisationId,
    FullName,
    BirthDate,
    Sex,
    CitizenId,
    PersonAddress,
    HolderKind,
    Role,
    CurrentUser,
    PlotCode,
    CertificateSheet,
    CertificatePlot,
    Sheet,
    Plot,
    PlotAddress,
    PlotArea,
    Purpose1,
    Area1,
    Origin1,
    Form1,
    Term1,
    Purpose2,
    Area2,
    Origin2,
    Form2,
    Term2,
    Purpose3,
    Area3,
    Origin3,
    Form3,
    Term3,
    ScanFile,
    FormerSheet,
    FormerPlot,
    Share,
    CommuneDate,
    Scale,
}

/// <summary>Names of fields, as in profiles, warnings and rejects.</summary>
internal static class FieldNames
{
    private static readonly string[] Names =
    [
        "record-id", "commune", "certificate-serial", "issued-on", "book-number", "organisation-name", "organisation-id",
        "full-name", "birth-date", "sex", "citizen-id", "person-address", "holder-kind", "role", "current-user", "plot-code",
        "sheet-on-certificate", "plot-on-certificate", "sheet", "plot", "plot-address", "plot-area",
        "purpose-1", "area-1", "origin-1", "form-1", "term-1", "purpose-2", "area-2", "origin-2", "form-2", "term-2",
        "purpose-3", "area-3", "origin-3", "form-3", "term-3", "scan-file", "former-sheet", "former-plot", "share",
        "commune-date", "map-scale",
    ];

    /// <summary>How many fields there are.</summary>
    public static int Count => Names.Length;

    /// <summary>All fields, in their order.</summary>
    public static IEnumerable<Field> All => Enumerable.Range(0, Count).Select(index => (Field)index);

    /// <summary>The field's name.</summary>
    public static string Name(this Field field) => Names[(int)field];

    /// <summary>The field of this name, or null.</summary>
    public static Field? Find(string name) => Array.IndexOf(Names, name) is >= 0 and var index ? (Field)index : null;

    /// <summary>True if what stands there is about a person.</summary>
    public static bool IsPersonal(this Field field) => field is
        Field.FullName or Field.BirthDate or Field.Sex or Field.CitizenId or Field.PersonAddress or Field.CurrentUser
        or Field.PlotAddress or Field.ScanFile or Field.OrganisationName;
}
