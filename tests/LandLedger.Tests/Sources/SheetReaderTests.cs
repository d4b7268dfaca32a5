using System.Text;
using ExcelDataReader;
using LandLedger.Sources;
using LandLedger.Sources.Xlsx;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class SheetReaderTests
{
    [Fact]
    public void a_phonetic_guide_does_not_shift_the_texts_behind_it()
    {
        var file = new XlsxFile
        {
            SharedStrings = """
                <si><t>một</t></si><si><t>hai</t><rPh sb="0" eb="1"><t>HAI</t></rPh><phoneticPr fontId="1"/></si>
                <si><r><t>b</t></r><r><rPr/><t xml:space="preserve">a </t></r></si><si/><si><t>bốn_x000D__x005F_x0041_</t></si>
                """,
            Rows = "<row r=\"1\">" + string.Concat(Enumerable.Range(0, 5).Select(i => $"<c t=\"s\"><v>{i}</v></c>")) + "</row>",
        };

        Cells(file).Select(cell => cell.Text).ShouldBe(["một", "hai", "ba ", "", "bốn\r_x0041_"]);
    }

    [Fact]
    public void kinds_of_cells_are_told_apart()
    {
        var file = new XlsxFile
        {
            Rows = """
                <row r="3"><c r="A3" s="1"/><c r="B3" t="inlineStr"><is><t>a</t><rPh><t>X</t></rPh></is></c><c r="C3"><v>1.5</v></c>
                <c r="D3" s="1"><v>41562</v></c><c r="E3" t="b"><v>1</v></c><c r="F3" t="e"><v>#REF!</v></c>
                <c r="G3"><f>1+1</f><v>2</v></c><c r="H3"><f>X1</f></c><c r="I3" s="2"><v>7</v></c><c r="J3" t="s"><v>99</v></c>
                <c r="K3"><v>abc</v></c><c r="XFD3" t="str"><v>z</v></c></row>
                """,
        };

        Cells(file).Select(cell => (cell.Column, cell.Kind)).ShouldBe([
            (1, CellKind.Text), (2, CellKind.Number), (3, CellKind.Date), (4, CellKind.Bool), (5, CellKind.Error), (6, CellKind.Formula),
            (7, CellKind.Formula), (8, CellKind.Number), (9, CellKind.Error), (10, CellKind.Error), (16383, CellKind.Text)]);
        Cells(file)[5].ShouldBe(new RawCell(6, CellKind.Formula, "=1+1", 2, 0));
        Cells(file)[7].ZeroPadding.ShouldBe(12);
        Cells(file)[0].Text.ShouldBe("a");
    }

    [Theory]
    [InlineData("<row r=\"2\"/><row r=\"2\"/>")]
    [InlineData("<row r=\"3\"/><row r=\"1\"/>")]
    [InlineData("<row r=\"99999999\"/>")]
    [InlineData("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>")]
    [InlineData("<row r=\"1\"><c r=\"ZZZZ1\"><v>1</v></c></row>")]
    [InlineData("<row r=\"x\"/>")]
    public void rows_and_cells_out_of_order_are_refused(string rows) =>
        Should.Throw<UnreadableFile>(() => Cells(new XlsxFile { Rows = rows })).Code.ShouldBe("row-number");

    [Fact]
    public void a_text_longer_than_a_cell_can_be_is_cut_and_known()
    {
        var text = string.Join(' ', Enumerable.Range(0, 30_000));
        var file = new XlsxFile { Rows = Pl3File.NumberRow() + Pl3File.Row(7, ("X", text)) };
        Pl3File.Read(file).Rejects().Select(reject => (reject.Code, reject.Read.Length)).ShouldBe([("text-too-long", 200)]);
    }

    [Fact]
    public void shared_texts_have_a_limit()
    {
        var file = new XlsxFile { SharedStrings = "<si><t>một</t></si><si><t>hai</t></si>" }.Bytes();
        using var workbook = XlsxWorkbook.Open(new MemoryStream(file), new XlsxLimits { SharedStrings = 1 });
        Should.Throw<UnreadableFile>(() => workbook.Read(workbook.Sheets[0])).Code.ShouldBe("shared-strings-too-large");
    }

    [Fact]
    public void what_the_writer_writes_two_readers_read_alike()
    {
        object?[] cells = ["=1+1", "068085000001", null, 120.5m, new LocalDate(2013, 10, 15), "a\r\n<b> & \"c\" _x0041_", "x\u0001\uD800y"];
        var stream = new MemoryStream();
        using (var writer = new XlsxWriter(stream, "Một & hai"))
        {
            writer.Row("đầu");
            writer.Row();
            writer.Row(cells);
        }

        using var workbook = XlsxWorkbook.Open(stream);
        workbook.Sheets[0].Name.ShouldBe("Một & hai");
        using var sheet = workbook.Read(workbook.Sheets[0]);
        sheet.Read();
        sheet.Read();
        sheet.Read();
        sheet.Row.Cells.ToArray().Select(cell => (cell.Column, cell.Kind, cell.Text, cell.Number)).ShouldBe([
            (0, CellKind.Text, "=1+1", double.NaN), (1, CellKind.Text, "068085000001", double.NaN),
            (3, CellKind.Number, null, 120.5), (4, CellKind.Date, null, 41562),
            (5, CellKind.Text, "a\r\n<b> & \"c\" _x0041_", double.NaN), (6, CellKind.Text, "x\uFFFD\uFFFDy", double.NaN)]);

        stream.Position = 0;
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var second = ExcelReaderFactory.CreateReader(stream);
        second.Read();
        second.Read();
        second.Read();
        second.GetValue(0).ShouldBe("=1+1");
        second.GetValue(1).ShouldBe("068085000001");
        second.GetValue(4).ShouldBe(new DateTime(2013, 10, 15, 0, 0, 0, DateTimeKind.Unspecified));
        second.GetValue(5).ShouldBe("a\r\n<b> & \"c\" _x0041_");
    }

    private static RawCell[] Cells(XlsxFile file)
    {
        using var workbook = XlsxWorkbook.Open(new MemoryStream(file.Bytes()));
        using var sheet = workbook.Read(workbook.Sheets[0]);
        var cells = new List<RawCell>();
        while (sheet.Read())
            cells.AddRange(sheet.Row.Cells);
        return [.. cells];
    }
}
