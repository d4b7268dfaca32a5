using System.Net;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Communes;

/// <summary>Sheets that take each other's numbers: at no moment do two live plots hold one number, and in the end each has its own.</summary>
public sealed class Swapping_sheets(SmallPages ledger) : IClassFixture<SmallPages>
{
    // 1 and 2 change places, 3 becomes 4, 4 becomes 5, 5 becomes 6; 7, 8 and 9 go round over two communes; 10 becomes 11, whose plot stays.
    private static readonly byte[] Table = MapSheetTableTests.Workbook(
        ["24781", "2", "24781", "1", null], ["24781", "1", "24781", "2", null],
        ["24781", "4", "24781", "3", null], ["24781", "5", "24781", "4", null], ["24781", "6", "24781", "5", null],
        ["24781", "8", "24781", "7", null], ["24787", "9", "24781", "8", null], ["24781", "7", "24787", "9", null],
        ["24781", "11", "24781", "10", null]);

    [Fact]
    public async Task works_in_pages_that_are_smaller_than_the_sheets()
    {
        var registrar = ledger.As("registrar");
        var (rebuilder, approver) = (ledger.As("rebuilder"), ledger.As("approver"));
        var sheets = (string[])["24781.1", "24781.2", "24781.3", "24781.4", "24781.5", "24781.7", "24781.8", "24787.9", "24781.10"];
        string[] numbers = [.. sheets.SelectMany(sheet => Enumerable.Range(1, 7).Select(plot => $"{sheet}.{plot}")), "24781.11.3", "24781.12.1"];
        (await registrar.ImportPlots("new", numbers))["plots"]!["new"]!.GetValue<int>().ShouldBe(numbers.Length);
        var ids = new Dictionary<string, string>();
        foreach (var number in numbers)
            ids[number] = await ledger.PlotOf(number);

        var examined = await rebuilder.Examined(Table, "new");
        examined["examined"]!["move"]!.GetValue<int>().ShouldBe((7 * 9) - 1, examined.ToJsonString());
        examined["examined"]!.Left("number-taken").ShouldBe(1);
        examined["findingsByCode"]!["cycle"]!.GetValue<int>().ShouldBe(2);
        var done = await approver.Approved(examined);
        (done["state"]!.ToString(), done["done"]!["move"]!.GetValue<int>()).ShouldBe(("finished", 62));

        string Now(string number) => number.Split('.') is [var commune, var sheet, var plot] ? (commune, sheet) switch
        {
            ("24781", "1") => $"24781.2.{plot}",
            ("24781", "2") => $"24781.1.{plot}",
            ("24781", "3" or "4" or "5") => $"24781.{int.Parse(sheet, System.Globalization.CultureInfo.InvariantCulture) + 1}.{plot}",
            ("24781", "7") => $"24781.8.{plot}",
            ("24781", "8") => $"24787.9.{plot}",
            ("24787", "9") => $"24781.7.{plot}",
            ("24781", "10") when plot != "3" => $"24781.11.{plot}",
            _ => number,
        } : number;
        foreach (var number in numbers)
            (await ledger.PlotOf(Now(number))).ShouldBe(ids[number], $"{number} is {Now(number)} now");
        (await ledger.Rows("select 1 from ledger.mt_doc_plotcard where data ->> 'status' <> 'live'")).ShouldBeEmpty();
        (await ledger.Rows("select 1 from ledger.mt_events where type = 'plot_renumbered_because_communes_merged'")).Length.ShouldBe(62);

        // The same table again would swap them back, if it did not know what it has done.
        var again = await rebuilder.Examined(Table, "new");
        again["examined"]!["move"]!.GetValue<int>().ShouldBe(0);
        (await approver.PostJson($"/api/v1/reorganisations/{again["id"]}/cancel", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);

        var reversal = await rebuilder.PostJson($"/api/v1/reorganisations/{done["id"]}/reversal",
            """{"reason":"wrong table","instrument":"QĐ 1","effectiveOn":"2025-11-01"}""");
        var back = await approver.Approved(await rebuilder.Ended(reversal.Response.Headers.Location!.ToString()));
        back["done"]!["move"]!.GetValue<int>().ShouldBe(62);
        foreach (var number in numbers)
            (await ledger.PlotOf(number)).ShouldBe(ids[number]);
    }
}
