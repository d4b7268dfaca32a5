using LandLedger.Audit;

namespace LandLedger.Communes;

/// <summary>Why a plot is left to a person, and what that means in words.</summary>
public static class LeftCodes
{
    /// <summary>Another plot holds the number and keeps it.</summary>
    public const string NumberTaken = "number-taken";

    /// <summary>Several plots would get one number.</summary>
    public const string NumberShared = "number-shared";

    /// <summary>The table's sheet is no sheet number.</summary>
    public const string SheetForm = "sheet-form";

    private static readonly Dictionary<string, Sentence> Words = new()
    {
        ["commune-unknown"] = new("Bảng đối chiếu dẫn đến xã không có trong danh mục.", "The table leads to a commune that no list has."),
        ["commune-ambiguous"] = new("Xã cũ bị chia cho nhiều xã mới; bảng không nêu tờ này.",
            "The former commune was divided, and the table does not name this sheet."),
        ["sheet-ambiguous"] = new("Tờ cũ có thể là nhiều tờ mới (khác tỷ lệ hoặc bảng mâu thuẫn).",
            "The old sheet may be one of several: scales differ, or the table contradicts itself."),
        ["sheet-unmapped"] = new("Bảng không nêu tờ này, hoặc dẫn đến xã khác với danh mục.",
            "The table does not name this sheet, or leads to a commune that the list does not."),
        [NumberTaken] = new("Số mới đang thuộc về một thửa khác.", "Another plot holds the new number."),
        [NumberShared] = new("Nhiều thửa sẽ cùng nhận một số mới.", "Several plots would get the same new number."),
        [SheetForm] = new("Số tờ trong bảng không đúng dạng.", "The sheet in the table is no sheet number."),
    };

    /// <summary>The words of a reason; null for one that is no longer known.</summary>
    public static Sentence? Meaning(string code) => Words.GetValueOrDefault(code);
}
