using System.Globalization;
using CsvHelper;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.Profiles;
using LandLedger.Sources.Rows;

namespace LandLedger.Sources.Samples;

/// <summary>Writes the same plots as VNPT-iLIS has them, in its codes, some of them otherwise than PL3 says.</summary>
internal sealed class SampleIlis : IDisposable
{
    private static readonly MappingProfile Profile = MappingProfile.Shipped("vnpt-ilis-1");

    private readonly CsvWriter writer;
    private readonly Dictionary<Field, string> values = [];
    private readonly Field[] columns;

    public SampleIlis(Stream stream)
    {
        writer = CsvWriter.Create(
            stream, new CsvWriterOptions { Separator = Profile.Separator![0], WriteByteOrderMark = true }, leaveOpen: true);
        columns = [.. Profile.Columns.Values.Select(name => FieldNames.Find(name)!.Value)];
        foreach (var heading in Profile.Columns.Keys)
            writer.WriteField(heading);
        writer.EndRecord();
    }

    /// <summary>Data lines so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Writes the lines of a plot.</summary>
    public void Write(SamplePlot plot)
    {
        foreach (var person in plot.Household.People)
        {
            values.Clear();
            Plot(plot);
            Person(plot.Household, person);
            foreach (var column in columns)
                writer.WriteField(values.GetValueOrDefault(column, ""));
            writer.EndRecord();
            Rows++;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    private void Plot(SamplePlot plot)
    {
        values[Field.Commune] = plot.Commune;
        values[Field.Sheet] = plot.Sheet;
        values[Field.Plot] = plot.Number;
        values[Field.PlotAddress] = plot.Address;
        values[Field.PlotArea] = Area(plot.Area);
        values[Field.Serial] = plot.Serial;
        values[Field.IssuedOn] = plot.IssuedOn.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
        values[Field.BookNumber] = plot.BookNumber;
        values[Field.ScanFile] = $"{plot.Serial}-GCN.pdf";
        for (var use = 0; use < plot.Uses.Length; use++)
        {
            var first = Field.Purpose1 + (5 * use);
            var (purpose, area) = plot.Uses[use];
            values[first] = purpose;
            values[first + 1] = Area(area);
            values[first + 2] = plot.Transfer is null ? plot.Origin : $"{plot.Transfer}-{plot.Origin}";
            values[first + 3] = "R";
            values[first + 4] = purpose is "ODT" or "ONT" ? "LD" : "15/10/2043";
        }
    }

    private void Person(SampleHousehold household, SamplePerson person)
    {
        values[Field.OrganisationName] = household.Organisation ?? "";
        values[Field.OrganisationId] = household.OrganisationId ?? "";
        values[Field.FullName] = person.Name;
        values[Field.BirthDate] = person.Birth.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
        values[Field.Sex] = person.Male ? "1" : "0";
        values[Field.CitizenId] = person.StatedId ?? person.OldId ?? "";
        values[Field.PersonAddress] = household.Address;
        values[Field.HolderKind] = household.Kind switch
        {
            Holders.Organisation => "3",
            Holders.Household => "2",
            _ => household.People.Length > 1 ? "1" : "0",
        };
        values[Field.Role] = person.Role switch
        {
            Holders.Spouse => person.Male ? "CHONG" : "VO",
            Holders.HouseholdHead => "CHUHO",
            Holders.Member => "TV",
            Holders.Representative => "DAIDIEN",
            _ => "CSD",
        };
    }

    private static string Area(decimal area) => area.ToString("0.0#", CultureInfo.InvariantCulture);
}
