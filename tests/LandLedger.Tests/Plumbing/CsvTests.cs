using LandLedger.Plumbing;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plumbing;

public sealed class Lines_of_csv
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+84")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("＝1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠A")]
    [InlineData(" =1")]
    [InlineData("\u00a0=1")]
    [InlineData("\u3000=1")]
    [InlineData("\u200b=1")]
    [InlineData("\ufeff=1")]
    public void a_cell_that_a_spreadsheet_could_run_gets_an_apostrophe(string cell) => Csv.Line(cell).ShouldBe($"\"'{cell}\"\r\n");

    [Fact]
    public void quotes_commas_and_line_breaks_stay_in_their_cell() =>
        Csv.Line("a\"b", "c,d", "e\r\nf", null, "").ShouldBe("\"a\"\"b\",\"c,d\",\"e\r\nf\",\"\",\"\"\r\n");

    [Theory]
    [InlineData("Nguyễn Thị Lan")]
    [InlineData("1-2")]
    [InlineData("a=b")]
    [InlineData("  ")]
    public void an_ordinary_cell_stays_as_it_is(string cell) => Csv.Line(cell).ShouldBe($"\"{cell}\"\r\n");
}
