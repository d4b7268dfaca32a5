using System.Collections.Frozen;

namespace LandLedger.Proof.Verdicts;

/// <summary>The kinds of findings in a whole log: its files, its growth, and what its leaves say together. The words are stable.</summary>
public static class LogFindingCodes
{
    /// <summary>There is no checkpoint.</summary>
    public const string CheckpointMissing = "checkpoint-missing";

    /// <summary>The file of a checkpoint is not a signed note.</summary>
    public const string CheckpointUnreadable = "checkpoint-unreadable";

    /// <summary>Nobody's signature was checked.</summary>
    public const string LogUnchecked = "log-unchecked";

    /// <summary>A tile is missing.</summary>
    public const string TileMissing = "tile-missing";

    /// <summary>A tile has not the length it should have.</summary>
    public const string TileCut = "tile-cut";

    /// <summary>A hash of a tile was changed: what is below and what is above it agree without it.</summary>
    public const string TileWrong = "tile-wrong";

    /// <summary>A hash of a tile and what is below it differ, and neither agrees with what is above.</summary>
    public const string TileDiffers = "tile-differs";

    /// <summary>Tiles could not be used.</summary>
    public const string TileUnusable = "tile-unusable";

    /// <summary>A bundle of entries is missing.</summary>
    public const string BundleMissing = "bundle-missing";

    /// <summary>A bundle of entries ends too early or goes on too long.</summary>
    public const string BundleCut = "bundle-cut";

    /// <summary>An entry is not the one that the signed tree holds.</summary>
    public const string EntryChanged = "entry-changed";

    /// <summary>Leaves and their tile were changed together; the signed tree holds others.</summary>
    public const string LeavesRewritten = "leaves-rewritten";

    /// <summary>The tiles do not lead to the root of the checkpoint.</summary>
    public const string RootWrong = "root-wrong";

    /// <summary>A sequence number comes twice.</summary>
    public const string SequenceTwice = "sequence-twice";

    /// <summary>A leaf of this ledger in a form that this program does not know.</summary>
    public const string LeafUnknown = "leaf-unknown";

    /// <summary>Entries that are not leaves of this ledger.</summary>
    public const string ForeignEntries = "foreign-entries";

    /// <summary>The log does not begin with the log of the earlier checkpoint.</summary>
    public const string NotExtended = "not-extended";

    /// <summary>The log is smaller than at the earlier checkpoint.</summary>
    public const string SmallerThanBefore = "smaller-than-before";

    /// <summary>Two logs of one name and one size, or of one beginning, that differ.</summary>
    public const string Fork = "fork";

    /// <summary>The server shows an earlier checkpoint than the copy already has.</summary>
    public const string OlderThanCopy = "older-than-copy";

    /// <summary>Something could not be fetched.</summary>
    public const string NotFetched = "not-fetched";

    /// <summary>There are more findings than are listed.</summary>
    public const string MoreFindings = "more-findings";

    /// <summary>Weight and sentences of each code; a sentence may leave places open for details.</summary>
    internal static readonly FrozenDictionary<string, (Outcome Weight, string Vi, string En)> Words =
        new Dictionary<string, (Outcome Weight, string Vi, string En)>
        {
            [CheckpointMissing] = (Outcome.Incomplete, "Không có điểm kiểm.", "There is no checkpoint."),
            [CheckpointUnreadable] = (Outcome.BadInput, "Tệp điểm kiểm không đọc được.", "The file of the checkpoint cannot be read."),
            [LogUnchecked] = (Outcome.Sound, "Không có khóa nào được cung cấp; chữ ký của nhật ký không được kiểm tra.",
                "No keys were given; the log's signature was not checked."),
            [TileMissing] = (Outcome.Incomplete, "Thiếu ô băm.", "The tile is missing."),
            [TileCut] = (Outcome.Altered, "Ô băm không có độ dài phải có.", "The tile does not have the length it should have."),
            [TileWrong] = (Outcome.Altered, "Ô băm bị sửa tại giá trị thứ {0} (các lá {1}–{2}).",
                "The tile was changed at hash {0} (leaves {1}–{2})."),
            [TileDiffers] = (Outcome.Altered, "Ô băm và phần bên dưới khác nhau tại giá trị thứ {0} (các lá {1}–{2}).",
                "The tile and what is below it differ at hash {0} (leaves {1}–{2})."),
            [TileUnusable] = (Outcome.Incomplete, "Không dùng được các ô băm: {0}", "The tiles cannot be used: {0}"),
            [BundleMissing] = (Outcome.Incomplete, "Thiếu gói mục ghi (các lá {0}–{1}).", "The bundle of entries {0}–{1} is missing."),
            [BundleCut] = (Outcome.Altered, "Gói mục ghi (các lá {0}–{1}) bị cắt hoặc nối thêm.",
                "The bundle of entries {0}–{1} was cut or added to."),
            [EntryChanged] = (Outcome.Altered, "Mục ghi khác với mục ghi trong cây đã ký.",
                "The entry is not the one that the signed tree holds."),
            [LeavesRewritten] = (Outcome.Altered, "Các lá {0}–{1} hoặc ô băm của chúng đã bị ghi lại sau khi ký.",
                "Leaves {0}–{1} or their tiles were rewritten after they were signed."),
            [RootWrong] = (Outcome.Altered, "Các ô băm không dẫn đến gốc của điểm kiểm.",
                "The tiles do not lead to the root of the checkpoint."),
            [SequenceTwice] = (Outcome.Altered, "Số thứ tự sự kiện xuất hiện hai lần.", "The sequence number comes twice."),
            [LeafUnknown] = (Outcome.Incomplete, "Lá của sổ địa chính ở dạng mà chương trình này chưa biết.",
                "A leaf of this ledger in a form that this program does not know."),
            [ForeignEntries] = (Outcome.Sound, "{0} mục ghi không phải là lá của sổ địa chính; chỉ kiểm tra giá trị băm.",
                "{0} entries are not leaves of this ledger; only their hashes were checked."),
            [NotExtended] = (Outcome.Altered, "Nhật ký không nối tiếp điểm kiểm cũ (cỡ {0}): lịch sử đã bị ghi lại, hoặc bằng chứng sai.",
                "The log does not continue the earlier checkpoint (size {0}): history was rewritten, or the proof is wrong."),
            [SmallerThanBefore] = (Outcome.Altered, "Nhật ký có {0} lá, ít hơn {1} lá của điểm kiểm cũ.",
                "The log has {0} leaves, fewer than the {1} of the earlier checkpoint."),
            [Fork] = (Outcome.Altered, "Hai nhật ký cùng tên nhưng khác lịch sử (cỡ {0} và {1}).",
                "Two logs of one name with different histories (sizes {0} and {1})."),
            [OlderThanCopy] = (Outcome.Incomplete, "Máy chủ đưa điểm kiểm cũ hơn bản sao (cỡ {0}, bản sao {1}).",
                "The server shows an older checkpoint than the copy has (size {0}, the copy {1})."),
            [NotFetched] = (Outcome.Incomplete, "Không tải được: {0}", "Could not be fetched: {0}"),
            [MoreFindings] = (Outcome.Sound, "Còn {0} phát hiện khác không liệt kê.", "{0} more findings are not listed."),
        }.ToFrozenDictionary();
}
