using LandLedger.Plumbing;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plumbing;

public sealed class Pages_of_a_list
{
    [Fact]
    public void without_wishes_a_page_starts_at_the_start_with_fifty_rows() => Paging.ById(null, null).ShouldBe(new Paging(null, 50));

    [Fact]
    public void a_cursor_comes_back_as_the_row_it_was_made_of()
    {
        var id = Guid.CreateVersion7();
        Paging.ById(Paging.Cursor(id.ToString()), "7")!.After.ShouldBe(id);
        Paging.ByNumber(Paging.Cursor("9007199254740991"), "200")!.AfterNumber.ShouldBe(9007199254740991);
    }

    [Theory]
    [InlineData("!", null)]
    [InlineData("", null)]
    [InlineData("YWJj", null)]
    [InlineData("MTIz", null)]
    [InlineData(null, "0")]
    [InlineData(null, "201")]
    [InlineData(null, "-1")]
    [InlineData(null, "1.5")]
    [InlineData(null, "x")]
    [InlineData(null, "99999999999")]
    public void a_cursor_or_limit_that_is_not_ours_is_refused(string? cursor, string? limit) => Paging.ById(cursor, limit).ShouldBeNull();

    [Fact]
    public void a_cursor_of_one_list_is_refused_by_another() =>
        Paging.ByNumber(Paging.Cursor(Guid.CreateVersion7().ToString()), null).ShouldBeNull();

    [Fact]
    public void a_page_shows_no_more_than_its_limit_and_points_behind_its_last_row()
    {
        var page = Page.Of([1, 2, 3], 2, row => $"key-{row}", row => row * 10);
        page.Items.ShouldBe([10, 20]);
        page.Next.ShouldBe(Paging.Cursor("key-2"));
        Page.Of([1, 2], 2, row => $"key-{row}", row => row).Next.ShouldBeNull();
        Page.Of<int, int>([], 2, row => $"key-{row}", row => row).Next.ShouldBeNull();
    }
}
