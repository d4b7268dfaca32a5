using LandLedger.Proof.Tiles;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Where the files of a log are, as C2SP tlog-tiles says, and that no path leads elsewhere.</summary>
public sealed class TilePathTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 1_234_067, 256, "tile/0/x001/x234/067")]
    [InlineData(5, 999, 1, "tile/5/999.p/1")]
    [InlineData(1, 1_000, 255, "tile/1/x001/000.p/255")]
    [InlineData(2, 1_000_000, 256, "tile/2/x001/x000/000")]
    [InlineData(63, long.MaxValue, 256, "tile/63/x009/x223/x372/x036/x854/x775/807")]
    public void tiles_stand_where_the_format_says(int level, long index, int width, string path)
    {
        TilePath.Of(level, index, width).ShouldBe(path);
        TilePath.IsOne(path).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, 256, "tile/entries/000")]
    [InlineData(1_234_067, 17, "tile/entries/x001/x234/067.p/17")]
    public void entries_stand_where_the_format_says(long index, int width, string path)
    {
        TilePath.OfEntries(index, width).ShouldBe(path);
        TilePath.IsOne(path).ShouldBeTrue();
    }

    /// <summary>The format's own example of 70,000 leaves, and its tree of exactly one tile.</summary>
    [Theory]
    [InlineData(70_000, 0, 272, 256)]
    [InlineData(70_000, 0, 273, 112)]
    [InlineData(70_000, 0, 274, 0)]
    [InlineData(70_000, 1, 0, 256)]
    [InlineData(70_000, 1, 1, 17)]
    [InlineData(70_000, 2, 0, 1)]
    [InlineData(70_000, 3, 0, 0)]
    [InlineData(256, 0, 0, 256)]
    [InlineData(256, 0, 1, 0)]
    [InlineData(256, 1, 0, 1)]
    [InlineData(255, 1, 0, 0)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(long.MaxValue, 7, 0, 127)]
    [InlineData(long.MaxValue, 8, 0, 0)]
    [InlineData(long.MaxValue, 63, 0, 0)]
    [InlineData(5, 0, long.MaxValue, 0)]
    public void a_log_has_tiles_as_wide_as_the_format_says(long size, int level, long index, int width) =>
        TilePath.WidthIn(size, level, index).ShouldBe(width);

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("tile/63/000.p/255")]
    [InlineData("tile/10/x123/456")]
    [InlineData("tile/entries/000.p/1")]
    public void files_of_a_log_are_known(string path) => TilePath.IsOne(path).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("../")]
    [InlineData("../checkpoint")]
    [InlineData("/checkpoint")]
    [InlineData("checkpoint/")]
    [InlineData("checkpoint\n")]
    [InlineData("Checkpoint")]
    [InlineData("checkpoint.tmp")]
    [InlineData("tile")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile/0/../../x")]
    [InlineData("tile/0/../../../etc/passwd")]
    [InlineData("tile/0/000/../000")]
    [InlineData("tile//000")]
    [InlineData("tile/./000")]
    [InlineData("/tile/0/000")]
    [InlineData("//tile/0/000")]
    [InlineData("C:\\tile\\0\\000")]
    [InlineData("tile\\0\\000")]
    [InlineData("tile/0\\000")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/00")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/-1")]
    [InlineData("tile/0/000.p/1000")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.q/1")]
    [InlineData("tile/0/000xp/1")]
    [InlineData("tile/64/000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/01/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/100/000")]
    [InlineData("tile/entries/")]
    [InlineData("tile/Entries/000")]
    [InlineData("tile/entries/../0/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/001/000")]
    [InlineData("tile/0/x000")]
    [InlineData("tile/0/x1/000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/x001/x234/067/")]
    [InlineData("tile/0/x001/x002/x003/x004/x005/x006/x007/008")]
    [InlineData("tile/0/000\n")]
    [InlineData("tile/0/000\r\n")]
    [InlineData("tile/0/000\0")]
    [InlineData("\ntile/0/000")]
    [InlineData(" tile/0/000")]
    [InlineData("tile/0/000 ")]
    [InlineData("tile/0/000?x")]
    [InlineData("tile/0/%30%30%30")]
    [InlineData("tile/0/٠٠٠")]
    [InlineData("tile/0/０００")]
    [InlineData("tile/0/000\ntile/0/000")]
    public void every_other_path_is_refused(string path) => TilePath.IsOne(path).ShouldBeFalse();
}
