using LandLedger.Documents;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Documents;

public sealed class ScanTypeTests
{
    [Theory]
    [InlineData("255044462D312E37", "application/pdf")]
    [InlineData("FFD8FFE000104A46", "image/jpeg")]
    [InlineData("89504E470D0A1A0A", "image/png")]
    [InlineData("49492A0008000000", "image/tiff")]
    [InlineData("4D4D002A00000008", "image/tiff")]
    [InlineData("4D4D2A0000000008", null)]
    [InlineData("49492B0008000000", null)]
    [InlineData("504B030414000600", null)]
    [InlineData("3C68746D6C3E3C62", null)]
    [InlineData("89504E470D0A1A", null)]
    [InlineData("FFD8", null)]
    [InlineData("", null)]
    public void a_scan_is_known_by_its_first_bytes(string head, string? type) =>
        ScanType.Sniff(Convert.FromHexString(head)).ShouldBe(type);
}
