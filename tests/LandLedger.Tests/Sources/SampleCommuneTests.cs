using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ExcelDataReader;
using LandLedger.Sources;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.Csv;
using LandLedger.Sources.PL3;
using LandLedger.Sources.Profiles;
using LandLedger.Sources.Samples;
using LandLedger.Sources.Vbdlis;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class SampleCommuneFixture : IDisposable
{
    public SampleCommuneFixture() => Counts = SampleCommune.Write(Options, Folder);

    public static SampleOptions Options { get; } = new() { Plots = 1_200, Seed = 7, BadCells = 0.02 };

    public string Folder { get; } = Directory.CreateTempSubdirectory("landledger-sample").FullName;

    public SampleCounts Counts { get; }

    public List<SourceItem> Pl3()
    {
        using var file = File.OpenRead(Path.Combine(Folder, SampleCommune.Pl3File));
        return [.. new Pl3Reader().Read(file)];
    }

    public List<SourceItem> Ilis()
    {
        using var file = File.OpenRead(Path.Combine(Folder, SampleCommune.IlisFile));
        return [.. new IlisCsvReader(MappingProfile.Shipped("vnpt-ilis-1")).Read(file)];
    }

    public List<SourceItem> Vbdlis()
    {
        using var file = File.OpenRead(Path.Combine(Folder, SampleCommune.VbdlisFile));
        return [.. new VbdlisReader().Read(file)];
    }

    public JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file))).RootElement;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

public sealed class SampleCommuneTests(SampleCommuneFixture sample) : IClassFixture<SampleCommuneFixture>
{
    [Fact]
    public void pl3_reads_back_as_the_counts_say()
    {
        var items = sample.Pl3();

        items[^1].ShouldBe(new FileEnded(sample.Counts.Pl3Rows));
        items.Plots().Length.ShouldBe(sample.Counts.Pl3Plots);
        items.Rejects().Select(reject => reject.Row).Distinct().Count().ShouldBe(sample.Counts.BadRows);
        items.Plots().GroupBy(plot => plot.RecordKey).Count(plots => plots.Count() == 2).ShouldBe(sample.Counts.Duplicates);
        items.Plots().Sum(plot => plot.Rows.Length).ShouldBe(sample.Counts.Pl3Rows - sample.Counts.BadRows);
        items.Rejects().Select(reject => reject.Code).Distinct().Order().ShouldBe([
            "commune-unknown", "id-in-exponent", "land-purpose-ambiguous", "origin-unknown", "required-missing",
            "row-of-rejected-plot"]);
    }

    [Fact]
    public void the_two_systems_differ_where_the_answers_say_and_nowhere_else()
    {
        var pl3 = sample.Pl3().Plots().GroupBy(Key).ToDictionary(plots => plots.Key, plots => plots.First());
        var ilis = sample.Ilis();
        ilis.Rejects().ShouldBeEmpty();
        ilis[^1].ShouldBe(new FileEnded(sample.Counts.IlisRows));
        ilis.Plots().Length.ShouldBe(sample.Counts.Plots);

        var differing = ilis.Plots().Where(plot => pl3.ContainsKey(Key(plot))).SelectMany(plot => Differences(pl3[Key(plot)], plot));
        var expected = sample.Json(SampleCommune.AnswersFile).GetProperty("disagreements").EnumerateArray()
            .Select(entry => $"{entry.GetProperty("plot")} {entry.GetProperty("field")}").ToArray();
        differing.Order().ShouldBe(expected.Order());
        expected.Length.ShouldBe(sample.Counts.Disagreements);
    }

    [Fact]
    public void rates_are_about_what_the_options_ask_for()
    {
        var (plots, options) = ((double)sample.Counts.Plots, SampleCommuneFixture.Options);
        // Three standard deviations at this number of plots.
        (sample.Counts.Disagreements / plots).ShouldBe(options.Disagreements, 0.015);
        (sample.Counts.MissingFields / plots).ShouldBe(options.MissingFields, 0.009);
        (sample.Counts.Duplicates / plots).ShouldBe(options.Duplicates, 0.006);
        sample.Counts.BadCells.ShouldBeGreaterThan(0);

        var read = sample.Pl3().Plots();
        (read.Count(plot => plot.Holders.Length == 2 && plot.Holders[0].Role == "spouse") / plots).ShouldBe(options.Couples, 0.04);
        (read.SelectMany(plot => plot.Holders).Count(holder => holder.CitizenId?.StartsWith("068", StringComparison.Ordinal) == true) /
            (double)read.Sum(plot => plot.Holders.Length)).ShouldBe(0.77, 0.06);
        read.ShouldAllBe(plot => plot.LandUses.All(use => LandPurposes.Find(use.Purpose)!.Leaf && LandOrigins.Find(use.Origin!) != null));
    }

    [Fact]
    public void the_register_knows_every_person_and_each_answer_is_true_of_the_paper()
    {
        var persons = sample.Json(SampleCommune.AnswersFile).GetProperty("persons").EnumerateArray().ToArray();
        var known = persons.ToDictionary(person => person.GetProperty("citizenId").GetString()!);
        persons.Count(person => State(person) == "unknown").ShouldBe(sample.Counts.WrongIds);
        persons.Length.ShouldBe(sample.Counts.Persons + (persons.Count(person => State(person) == "ambiguous") / 2));
        known.Keys.ShouldAllBe(id =>
            Regex.IsMatch(id, "^[0-9]{3}[0-3][0-9]{8}$") && CitizenIdPrefixes.ProvinceOf(id.Substring(0, 3)) != null);

        var seen = new HashSet<string>();
        foreach (var holder in sample.Pl3().Plots().SelectMany(plot => plot.Holders).Where(holder => holder.Kind != "organisation"))
        {
            var state = Expected(holder, persons, known);
            seen.Add(state);
            if (holder.CitizenId is null)
                state.ShouldBe("ambiguous");
            else if (known.TryGetValue(holder.CitizenId, out var person))
                state.ShouldBe(State(person));
            else
                state.ShouldBe("unknown");
        }

        seen.Order().ShouldBe(["ambiguous", "deceased", "match", "mismatch", "unknown"]);
    }

    [Fact]
    public void the_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var small = new SampleOptions { Plots = 200, Seed = 3 };
        Hashes(small).ShouldBe(Hashes(small));
        var other = Hashes(small with { Seed = 4 });
        Hashes(small).Zip(other).ShouldAllBe(pair => pair.First != pair.Second);
    }

    [Fact]
    public void an_independent_reader_sees_the_same_rows()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var file = File.OpenRead(Path.Combine(sample.Folder, SampleCommune.Pl3File));
        using var reader = ExcelReaderFactory.CreateReader(file);
        reader.Name.ShouldBe("PL3-01");
        var names = new List<string?>();
        for (var row = 1; reader.Read(); row++)
        {
            if (row > 6)
                names.Add(reader.GetValue(7) as string);
        }

        names.Count.ShouldBe(sample.Counts.Pl3Rows);
        var people = sample.Pl3().Plots().SelectMany(plot => plot.Rows.Zip(
            plot.Holders.Where(holder => holder.Kind != "organisation"), (row, holder) => (row, holder.FullName)));
        foreach (var (row, name) in people)
            names[row - 7].ShouldBe(name);
    }

    [Fact]
    public void the_third_system_has_every_plot_as_the_campaign_form_has_it()
    {
        var items = sample.Vbdlis();
        items.Rejects().ShouldBeEmpty();
        items[^1].ShouldBe(new FileEnded(sample.Counts.Plots));
        items.Plots().Length.ShouldBe(sample.Counts.Plots);

        var vbdlis = items.Plots().ToDictionary(Key);
        foreach (var plot in sample.Pl3().Plots())
        {
            var other = vbdlis[Key(plot)];
            other.AreaSquareMetres.ShouldBe(plot.AreaSquareMetres);
            other.LandUses.ShouldBe(plot.LandUses.Select(use => use with { Form = null }));
            other.Holders.ShouldBe(plot.Holders);
            other.Address.ShouldBe(plot.Address);
            other.Certificate.ShouldBe(plot.Certificate! with { ScanFile = null });
        }
    }

    [Fact]
    public void a_commune_that_is_not_there_is_refused() =>
        Should.Throw<ArgumentException>(() => SampleCommune.Write(new SampleOptions { Commune = "00000" }, sample.Folder));

    private static string Key(SourcePlot plot) => $"{plot.Commune}.{plot.Sheet}.{plot.Plot}";

    private static string State(JsonElement person) => person.GetProperty("state").GetString()!;

    private static IEnumerable<string> Differences(SourcePlot one, SourcePlot other)
    {
        if (one.AreaSquareMetres != other.AreaSquareMetres)
            yield return $"{Key(one)} area";
        else if (!one.LandUses.SequenceEqual(other.LandUses))
            yield return $"{Key(one)} purpose";
        if (!one.Holders.SequenceEqual(other.Holders))
            yield return $"{Key(one)} holder";
        other.Certificate.ShouldBe(one.Certificate);
    }

    /// <summary>What a register with these people has to answer, by a rule of its own.</summary>
    private static string Expected(SourceHolder holder, JsonElement[] persons, Dictionary<string, JsonElement> known)
    {
        if (holder.CitizenId is null)
        {
            var others = persons.Count(person => person.GetProperty("oldIdNumber").GetString() == holder.OldIdNumber);
            return others == 2 ? "ambiguous" : "unknown";
        }

        if (!known.TryGetValue(holder.CitizenId, out var person))
            return "unknown";
        if (person.GetProperty("deceased").GetBoolean())
            return "deceased";
        var differs = new List<string>();
        if (person.GetProperty("fullName").GetString() != holder.FullName)
            differs.Add("fullName");
        if (person.GetProperty("birthDate").GetString() != holder.BirthDate!.Value.ToString("yyyy-MM-dd", null))
            differs.Add("birthDate");
        if (person.GetProperty("sex").GetString() != holder.Sex)
            differs.Add("sex");
        differs.ShouldBe(person.GetProperty("differs").EnumerateArray().Select(field => field.GetString()!).ToList());
        return differs.Count == 0 ? "match" : "mismatch";
    }

    private static string[] Hashes(SampleOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("landledger-sample").FullName;
        try
        {
            SampleCommune.Write(options, folder);
            return [.. Directory.GetFiles(folder).Order().Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
