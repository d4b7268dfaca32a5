using System.Text;
using LandLedger.Sources;
using LandLedger.Sources.Ilis;
using LandLedger.Sources.Profiles;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

/// <summary>Alone, for it measures the memory of the whole process.</summary>
[CollectionDefinition(nameof(Rejects_in_memory), DisableParallelization = true)]
[Collection(nameof(Rejects_in_memory))]
public sealed class Rejects_in_memory
{
    [Fact]
    public void two_hundred_thousand_take_none()
    {
        var text = new StringBuilder(IlisFile.Header);
        for (var i = 0; i < 200_000; i++)
            text.Append("1;2;").Append(i).Append(";x;BK ").Append(i).Append(";;;;;;;;;;;;;\n");
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        text.Clear();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (rejects, most) = (0, 0L);
        foreach (var item in new IlisReader(MappingProfile.Shipped("vnpt-ilis-1")).Read(new MemoryStream(bytes)))
        {
            rejects += item is RowRejected ? 1 : 0;
            if (rejects % 200_000 == 0 && item is RowRejected)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        }

        rejects.ShouldBeGreaterThan(200_000);
        (most - before).ShouldBeLessThan(16 << 20);
    }
}
