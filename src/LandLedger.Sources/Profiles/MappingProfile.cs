using System.Text.Json;
using System.Text.Json.Serialization;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.Csv;
using LandLedger.Sources.Rows;
using NodaTime.Text;

namespace LandLedger.Sources.Profiles;

/// <summary>
/// Says which column of a foreign table is which field, and what its codes mean. A JSON file, so that it can be changed on site.
/// </summary>
public sealed partial class MappingProfile
{
    private static readonly (string Name, Field[] OneOf)[] Required =
    [
        ("commune", [Field.Commune]),
        ("sheet", [Field.Sheet, Field.CertificateSheet]),
        ("plot", [Field.Plot, Field.CertificatePlot]),
        ("plot-area", [Field.PlotArea]),
        ("purpose-1", [Field.Purpose1]),
        ("area-1", [Field.Area1]),
        ("full-name", [Field.FullName]),
    ];

    private readonly Dictionary<string, Field> fields = new(StringComparer.Ordinal);

    /// <summary>The profile's own name.</summary>
    public required string Name { get; init; }

    /// <summary>The system whose files it maps.</summary>
    public required string System { get; init; }

    /// <summary>Raised with every change that may give other records.</summary>
    public required int Version { get; init; }

    /// <summary><c>utf-8</c>, <c>utf-16</c> or <c>windows-1258</c>; null to find it out. A byte order mark wins.</summary>
    public string? Encoding { get; set; }

    /// <summary>One character between fields; null to find it out.</summary>
    public string? Separator { get; set; }

    /// <summary>False if a quoted field never goes over a line break: then an open quote spoils one line, not the file.</summary>
    public bool LineBreaksInQuotes { get; set; } = true;

    /// <summary>Names of the sheet to read in a workbook, one of which must be there; none for the first that is shown.</summary>
    public string[] Sheets { get; set; } = [];

    /// <summary>Patterns of dates in the order of trying; <c>yyyy</c> allows a year alone.</summary>
    public string[] DateFormats { get; set; } = ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy-MM-dd", "yyyy"];

    /// <summary>True if every row must name a certificate.</summary>
    public bool CertificateRequired { get; set; }

    /// <summary><c>new</c> or <c>old</c>: whether commune codes are those of today or those before the reorganisation.</summary>
    public string CommuneCodes { get; set; } = "new";

    /// <summary>Heading of a column to the name of a field.</summary>
    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    /// <summary>
    /// For a field, what its values stand for. A name without number, such as <c>purpose</c>, is for all three uses.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Translations { get; set; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>A profile that comes with this library, such as <c>vnpt-ilis-1</c>.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static MappingProfile Shipped(string name)
    {
        using var stream = typeof(MappingProfile).Assembly.GetManifestResourceStream($"{typeof(MappingProfile).Namespace}.{name}.json")
            ?? throw new ArgumentException($"There is no shipped profile {name}.", nameof(name));
        return Load(stream);
    }

    /// <summary>Reads and checks a profile.</summary>
    /// <exception cref="UnreadableFile">With code <c>profile-invalid</c>, saying what is wrong.</exception>
    public static MappingProfile Load(Stream json)
    {
        try
        {
            var profile = JsonSerializer.Deserialize(json, ProfileJson.Default.MappingProfile) ?? throw Invalid("null");
            profile.Check();
            return profile;
        }
        catch (JsonException e)
        {
            throw new UnreadableFile("profile-invalid", $"{e.Path} line {e.LineNumber + 1}", e);
        }
    }

    /// <summary>The fields that need a column and are not among these.</summary>
    internal static string[] MissingFrom(IReadOnlySet<Field> fields) =>
        [.. Required.Where(required => !required.OneOf.Any(fields.Contains)).Select(required => required.Name)];

    internal Field? FieldOf(string heading) => fields.TryGetValue(VietnameseText.Key(heading), out var field) ? field : null;

    /// <summary>The columns that a file must have, by field and heading.</summary>
    internal IEnumerable<(Field Field, string Name)> ColumnsOfRequired() =>
        from required in Required
        from column in Columns
        where Array.IndexOf(required.OneOf, FieldNames.Find(column.Value)!.Value) == 0
        select (required.OneOf[0], column.Key);

    internal RowRules Rules(SourceOptions? options = null) => new()
    {
        Options = options ?? new SourceOptions { CommuneCodes = CommuneCodes == "old" ? Sources.CommuneCodes.Old : Sources.CommuneCodes.New },
        Dates = new Dates(DateFormats),
        SerialRequired = CertificateRequired,
        Translations = (
            from translation in Translations
            from field in Named(translation.Key)
            select (field, translation.Value))
            .ToDictionary(
                pair => pair.field,
                pair => (IReadOnlyDictionary<string, string>)pair.Value.ToDictionary(
                    value => VietnameseText.Key(value.Key), value => value.Value, StringComparer.Ordinal)),
    };

    private void Check()
    {
        if (Name.Length == 0 || System.Length == 0 || Version < 1)
            throw Invalid("name, system, version");
        if (Separator is not null && !(Separator.Length == 1 && char.IsAscii(Separator[0]) && Separator[0] is not ('"' or '\r' or '\n')))
            throw Invalid("separator");
        if (CommuneCodes is not ("new" or "old"))
            throw Invalid($"communeCodes {CommuneCodes}");
        if (Encoding is not null && !TextEncoding.IsKnown(Encoding))
            throw Invalid($"encoding {Encoding}");

        foreach (var (heading, name) in Columns)
        {
            if (FieldNames.Find(name) is not { } field)
                throw Invalid($"field {name}");
            if (fields.ContainsValue(field) || !fields.TryAdd(VietnameseText.Key(heading), field))
                throw Invalid($"column {heading} or field {name} is given twice");
        }

        foreach (var (name, oneOf) in Required)
        {
            if (!oneOf.Any(fields.ContainsValue))
                throw Invalid($"field {name} has no column");
        }

        CheckValues();
    }

    private void CheckValues()
    {
        if (Translations.Keys.FirstOrDefault(name => Named(name).Length == 0) is { } unknown)
            throw Invalid($"translations of {unknown}");
        try
        {
            _ = Rules();
        }
        catch (Exception e) when (e is InvalidPatternException or ArgumentException)
        {
            throw new UnreadableFile("profile-invalid", e is InvalidPatternException ? "dateFormats" : "translations", e);
        }
    }

    private static Field[] Named(string name) =>
        FieldNames.Find(name) is { } field
            ? [field]
            : [.. Enumerable.Range(1, 3).Select(number => FieldNames.Find($"{name}-{number}")).OfType<Field>()];

    private static UnreadableFile Invalid(string what) => new("profile-invalid", what);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false)]
    [JsonSerializable(typeof(MappingProfile))]
    private sealed partial class ProfileJson : JsonSerializerContext;
}
