using LandLedger.Sources;
using LandLedger.Sources.MapSheets;
using LandLedger.Sources.Xlsx;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class MapSheetTableTests
{
    private static readonly string[] Header =
        ["tinhId", "xaId", "tinhIdCu", "xaIdCu", "soHieuToBanDo", "soHieuToBanDoCu", "ghiChu", "soThuTuThua", "soThuTuThuaCu", "tyLe"];

    [Fact]
    public void the_real_table_is_read_without_loss()
    {
        var table = Real();

        table.Rows.Count.ShouldBe(6_266);
        table.Rows[0].ShouldBe(new MapSheetRow(2, "24", "9427", "27", "9427", "59", "59", "Phường Thanh Khương", null, null, "1/500"));
        table.Rows.Count(row => row.Note is not null).ShouldBe(6_195);
        table.Rows.Count(row => row is { Plot: "0", FormerPlot: "0" }).ShouldBe(2_616);
        table.Rows.Select(row => row.Row).ShouldBe(Enumerable.Range(2, 6_266));
        table.Find("09427", "59").ShouldBe(new MapSheetAnswer.Mapped(new("09427", "59")));
        table.Find("9427", "059", "1:500").ShouldBe(new MapSheetAnswer.Mapped(new("09427", "59")));
        table.Find("09427", "59", "1/2000").ShouldBe(new MapSheetAnswer.NotFound());
    }

    [Fact]
    public void the_real_table_has_these_faults() =>
        Real().Findings.CountBy(finding => finding.Code).Select(count => $"{count.Key} {count.Value}").Order()
            .ShouldBe(["duplicate 318", "gap 34", "scale-decides 136", "shared-target 1", "two-targets 91"]);

    [Fact]
    public void every_row_of_the_real_table_is_found_or_named_ambiguous()
    {
        var table = Real();
        foreach (var row in table.Rows)
        {
            var target = new MapSheetTarget(row.Commune!.PadLeft(5, '0'), row.Sheet!);
            switch (table.Find(row.FormerCommune!, row.FormerSheet!, row.Scale))
            {
                case MapSheetAnswer.Mapped mapped:
                    mapped.Target.ShouldBe(target);
                    break;
                case MapSheetAnswer.Ambiguous several:
                    several.Candidates.ShouldContain(target);
                    break;
                default:
                    Assert.Fail($"row {row.Row} is not found");
                    break;
            }
        }
    }

    [Fact]
    public void what_is_odd_is_reported_with_its_rows()
    {
        var table = Table(
            ["24778", "1", "24787", "1", "1/500"], ["24778", "2", "24787", "1", "1/1000"], ["24778", "1", "24787", "1", "1/500"],
            ["24778", "5", "24787", "2", "1/500"], ["24781", "1", "24787", "2", "1/500"], ["24778", null, "24787", "3", null],
            ["24778", "5", "24790", "7", "1/500"]);
        table.Findings.Select(finding => finding.ToString()).ShouldBe(
        [
            "incomplete row 7 [7]",
            "duplicate 24787.1 -> 24778.1 [2, 4]",
            "two-targets 24787.2 1/500 -> 24778.5, 24781.1 [5, 6]",
            "scale-decides 24787.1 -> 24778.1, 24778.2 [2, 3, 4]",
            "shared-target 24778.5 [5, 8]",
            "gap 24778.3-4 []",
        ]);
        table.Find("24787", "1").ShouldBeOfType<MapSheetAnswer.Ambiguous>().Candidates.ShouldBe([new("24778", "1"), new("24778", "2")]);
        table.Find("24787", "1", "1000").ShouldBe(new MapSheetAnswer.Mapped(new("24778", "2")));
        table.Find("24787", "2", "1/500").ShouldBeOfType<MapSheetAnswer.Ambiguous>();
        table.Find("24787", "9").ShouldBe(new MapSheetAnswer.NotFound());
    }

    [Fact]
    public void a_text_export_says_the_same_as_the_workbook()
    {
        const string Text = "tinhId;xaId;tinhIdCu;xaIdCu;soHieuToBanDo;soHieuToBanDoCu;ghiChu;soThuTuThua;soThuTuThuaCu;tyLe\n"
            + "68;22918;60;22915;84;012;Mũi Né;;;1/1000\n68;22918;60;22915;85;pl 09;;0;0;\n\n68;22918;60;22915;86;15;;4;3;1/500\n";
        var table = MapSheetTable.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Text)));
        table.Rows.Count.ShouldBe(3);
        table.Rows[0].ShouldBe(new MapSheetRow(2, "68", "22918", "60", "22915", "84", "012", "Mũi Né", null, null, "1/1000"));
        table.Find("22915", "12").ShouldBe(new MapSheetAnswer.Mapped(new("22918", "84")));
        table.Find("22915", "PL9").ShouldBe(new MapSheetAnswer.Mapped(new("22918", "85")));
        table.RowOf("22915", "PL9", new("22918", "85")).ShouldBe(3);
        table.RowOf("22915", "PL9", new("22918", "84")).ShouldBeNull();
    }

    [Fact]
    public void a_row_about_one_plot_says_nothing_of_its_sheet()
    {
        var stream = new MemoryStream();
        using (var writer = new XlsxWriter(stream, "ThamChieu"))
        {
            writer.Row(Header);
            writer.Row("68", "22918", "60", "22915", "86", "15", null, "4", "3", null);
        }

        stream.Position = 0;
        var table = MapSheetTable.Read(stream);
        table.Find("22915", "15").ShouldBe(new MapSheetAnswer.NotFound());
        table.Findings.Single().ToString().ShouldBe("single-plot 22915.15 [2]");
    }

    [Fact]
    public void a_workbook_with_other_columns_is_refused() =>
        Should.Throw<UnreadableFile>(() => MapSheetTable.Read(new MemoryStream(new XlsxFile { Rows = Pl3File.NumberRow() }.Bytes())))
            .Code.ShouldBe("column-missing");

    /// <summary>A table of commune, sheet, old commune, old sheet and scale.</summary>
    internal static MapSheetTable Table(params string?[][] rows) => MapSheetTable.Read(new MemoryStream(Workbook(rows)));

    /// <summary>The workbook of such a table.</summary>
    internal static byte[] Workbook(params string?[][] rows)
    {
        var stream = new MemoryStream();
        using (var writer = new XlsxWriter(stream, "ThamChieu"))
        {
            writer.Row(Header);
            foreach (var row in rows)
                writer.Row("68", row[0], "68", row[2], row[1], row[3], null, null, null, row[4]);
        }

        return stream.ToArray();
    }

    private static MapSheetTable Real()
    {
        using var file = File.OpenRead(RealFile());
        return MapSheetTable.Read(file);
    }

    /// <summary>The real table; a test that needs it is skipped where it is not.</summary>
    internal static string RealFile()
    {
        const string name = "map-sheet-reference-vbdlis-2025.xlsx";
        var path = Environment.GetEnvironmentVariable("LEDGER_REAL_INPUT") is { Length: > 0 } told ? Path.Combine(told, name) : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); path is null && folder is not null; folder = folder.Parent)
        {
            var beside = Path.Combine(folder.FullName, "shared", "real", name);
            path = File.Exists(beside) ? beside : null;
        }

        Assert.SkipUnless(File.Exists(path), $"{name} is not here: set LEDGER_REAL_INPUT, or put shared/real beside the checkout.");
        return path!;
    }
}
