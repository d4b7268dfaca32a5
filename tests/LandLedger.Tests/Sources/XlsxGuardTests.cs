using System.IO.Compression;
using System.Text;
using LandLedger.Sources;
using LandLedger.Sources.Xlsx;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class XlsxGuardTests
{
    private static readonly byte[] Ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    [Fact]
    public void a_plain_workbook_passes() => XlsxWorkbook.Open(new MemoryStream(new XlsxFile().Bytes())).Sheets[0].Name.ShouldBe("PL3-01");

    [Theory]
    [InlineData("xl/vbaProject.bin")]
    [InlineData("custom/vbaProject.bin")]
    [InlineData("xl/externalLinks/externalLink1.xml")]
    [InlineData("xl/embeddings/oleObject1.bin")]
    [InlineData("xl/activeX/activeX1.xml")]
    [InlineData("xl/macrosheets/sheet1.xml")]
    [InlineData("xl/connections.xml")]
    [InlineData("xl/workbook.bin")]
    public void active_parts_are_refused(string part) => With(part).ShouldBe("xlsx-active-content");

    [Fact]
    public void a_macro_workbook_renamed_is_refused() =>
        Refusal(new XlsxFile
        {
            ContentTypes = """<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>""",
        }.Bytes()).ShouldBe("xlsx-active-content");

    [Theory]
    [InlineData("xl/../../evil.xml")]
    [InlineData("/etc/x")]
    [InlineData("xl\\evil.xml")]
    [InlineData("C:evil")]
    public void paths_that_lead_out_are_refused(string part) => With(part).ShouldBe("zip-path");

    [Fact]
    public void a_part_given_twice_is_refused() => With("XL/workbook.xml").ShouldBe("zip-duplicate-entry");

    [Fact]
    public void a_part_packed_beyond_reason_is_refused() => With("xl/big.xml", new byte[5 << 20]).ShouldBe("zip-ratio");

    [Fact]
    public void too_much_in_all_is_refused()
    {
        var file = new XlsxFile();
        file.OtherParts.Add(("xl/a.xml", Encoding.UTF8.GetBytes(new string('x', 60_000))));
        Refusal(file.Bytes(), new XlsxLimits { TotalBytes = 50_000 }).ShouldBe("zip-too-large");
    }

    [Fact]
    public void too_many_parts_are_refused()
    {
        var file = new XlsxFile();
        for (var i = 0; i <= 10_000; i++)
            file.OtherParts.Add(($"p{i}", []));
        Refusal(file.Bytes()).ShouldBe("zip-too-many-entries");
    }

    [Fact]
    public void an_entry_that_lies_about_its_size_yields_no_more_than_it_declared()
    {
        // The sum of declared sizes is the guard's bound, so the runtime must stop at them.
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var part = zip.CreateEntry("a").Open();
            part.Write(new byte[1 << 20]);
        }

        var bytes = stream.ToArray();
        var directory = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 24), 1000);

        using var lying = new ZipArchive(new MemoryStream(bytes));
        using var unpacked = lying.Entries[0].Open();
        var copy = new MemoryStream();
        try
        {
            unpacked.CopyTo(copy);
        }
        catch (InvalidDataException)
        {
            // Refusing is as good as stopping.
        }

        copy.Length.ShouldBeLessThanOrEqualTo(1000);
    }

    [Fact]
    public void other_files_are_named_for_what_they_are()
    {
        var encrypted = Encoding.Unicode.GetBytes("EncryptedPackage");
        Refusal([.. Ole, .. new byte[600], .. encrypted, .. new byte[80_000]]).ShouldBe("xlsx-encrypted");
        Refusal([.. Ole, .. new byte[80_000], .. encrypted]).ShouldBe("xlsx-encrypted");
        Refusal([.. Ole, .. new byte[600]]).ShouldBe("xls-or-ole");
        Refusal(Encoding.UTF8.GetBytes("a;b;c\n1;2;3\n")).ShouldBe("not-a-zip");
        Refusal([]).ShouldBe("file-empty");
    }

    [Fact]
    public void a_file_cut_anywhere_is_refused_and_never_read_in_part()
    {
        var whole = new XlsxFile { Rows = Pl3File.NumberRow() + Pl3File.Row(7) }.Bytes();
        for (var length = 1; length < whole.Length; length += 7)
            Refusal(whole[..length]).ShouldBeOneOf("zip-damaged", "not-a-zip");
    }

    [Fact]
    public void a_part_with_a_dtd_is_refused()
    {
        var file = new XlsxFile { Rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></row>" };
        Should.Throw<UnreadableFile>(() => Pl3File.Read(file)).Code.ShouldBe("xlsx-malformed");

        var bomb = new XlsxFile();
        bomb.OtherParts.Add(("_rels/.rels", Encoding.UTF8.GetBytes("<!DOCTYPE a [<!ENTITY b \"c\">]><Relationships>&b;</Relationships>")));
        Refusal(bomb.Bytes()).ShouldBe("xlsx-malformed");
    }

    private static string With(string part, byte[]? content = null)
    {
        var file = new XlsxFile();
        file.OtherParts.Add((part, content ?? [1, 2, 3]));
        return Refusal(file.Bytes());
    }

    private static string Refusal(byte[] bytes, XlsxLimits? limits = null) =>
        Should.Throw<UnreadableFile>(() => XlsxWorkbook.Open(new MemoryStream(bytes), limits)).Code;
}
