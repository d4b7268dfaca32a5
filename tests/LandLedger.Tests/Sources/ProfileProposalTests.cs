using System.Text;
using LandLedger.Sources;
using LandLedger.Sources.Profiles;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class ProfileProposalTests
{
    private const string Headings = "STT,Mã xã,Số tờ,Số thửa,Diện tích (m2),Họ và tên,CCCD,Loại đất 1,DIEN_TICH_1,Số phát hành,Ghi chú";

    [Fact]
    public void a_proposed_profile_reads_the_file_it_was_proposed_for()
    {
        var text = Headings + "\n1,24781,12,345,\"120,5\",Nguyễn Thị Thuý,068185000011,ODT,\"120,5\",BK 123456,x\n";
        var proposal = ProfileProposal.For(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        proposal.NotRecognised.ShouldBe(["STT", "Ghi chú"]);
        proposal.Missing.ShouldBeEmpty();
        proposal.Recognised.ShouldContain(new KeyValuePair<string, string>("Số thửa", "plot"));

        var profile = MappingProfile.Load(new MemoryStream(Encoding.UTF8.GetBytes(proposal.Json)));
        var plot = IlisFile.Read(text, profile).Plots().ShouldHaveSingleItem();
        (plot.Commune, plot.Sheet, plot.Plot, plot.AreaSquareMetres).ShouldBe(("24781", "12", "345", 120.5m));
        plot.Holders[0].CitizenId.ShouldBe("068185000011");
    }

    [Fact]
    public void what_is_missing_is_said_and_the_profile_is_not_taken()
    {
        var proposal = ProfileProposal.For(new MemoryStream(Encoding.UTF8.GetBytes("Số tờ;Số thửa;Cột lạ\n")));
        proposal.Missing.ShouldBe(["commune", "plot-area", "purpose-1", "area-1", "full-name"]);
        Should.Throw<UnreadableFile>(() => MappingProfile.Load(new MemoryStream(Encoding.UTF8.GetBytes(proposal.Json))))
            .Code.ShouldBe("profile-invalid");
    }

    [Fact]
    public void headings_of_a_workbook_are_found_below_its_title()
    {
        var cells = Headings.Split(',').Select((heading, at) => XlsxFile.Text($"{LandLedger.Sources.Xlsx.ColumnName.Of(at)}3", heading));
        var title = "<row r=\"1\">" + XlsxFile.Text("A1", "Danh sách") + "</row>";
        var file = new XlsxFile { SheetName = "Thửa", Rows = title + "<row r=\"3\">" + string.Concat(cells) + "</row>" };
        var proposal = ProfileProposal.For(new MemoryStream(file.Bytes()));
        proposal.Missing.ShouldBeEmpty();
        MappingProfile.Load(new MemoryStream(Encoding.UTF8.GetBytes(proposal.Json))).Sheets.ShouldBe(["Thửa"]);
    }
}
