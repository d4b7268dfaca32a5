using System.Collections.Frozen;

namespace LandLedger.Proof.Verdicts;

/// <summary>The kinds of findings. The words are stable: scripts and experts' reports build on them.</summary>
public static class FindingCodes
{
    /// <summary>The log's key did not sign the checkpoint.</summary>
    public const string LogSignature = "log-signature";

    /// <summary>The checkpoint is of another log than the key.</summary>
    public const string OtherLog = "other-log";

    /// <summary>What the log signed is not a checkpoint.</summary>
    public const string NotACheckpoint = "not-a-checkpoint";

    /// <summary>Fewer witnesses than asked for cosigned the checkpoint.</summary>
    public const string WitnessesMissing = "witnesses-missing";

    /// <summary>The proof shows no event.</summary>
    public const string NoEvents = "no-events";

    /// <summary>A leaf of the proof is of another plot.</summary>
    public const string OtherPlot = "other-plot";

    /// <summary>A leaf of the proof does not speak of an event.</summary>
    public const string NotAnEvent = "not-an-event";

    /// <summary>The leaf does not stand at its index under this checkpoint.</summary>
    public const string NotInLog = "not-in-log";

    /// <summary>The content is not the one that was logged.</summary>
    public const string PayloadChanged = "payload-changed";

    /// <summary>The provenance is not the one that was logged.</summary>
    public const string ProvenanceChanged = "provenance-changed";

    /// <summary>Some provenance is not shown.</summary>
    public const string ProvenanceNotShown = "provenance-not-shown";

    /// <summary>The proof begins after the plot's first version.</summary>
    public const string FirstVersionsMissing = "first-versions-missing";

    /// <summary>A version between two others is missing.</summary>
    public const string VersionMissing = "version-missing";

    /// <summary>A version comes again or after a higher one.</summary>
    public const string VersionOrder = "version-order";

    /// <summary>A leaf does not continue the plot's leaf before it.</summary>
    public const string ChainBroken = "chain-broken";

    /// <summary>No origin signature covers the event.</summary>
    public const string OriginMissing = "origin-missing";

    /// <summary>An origin signature does not fit the events it says to cover.</summary>
    public const string OriginWrong = "origin-wrong";

    /// <summary>The origin signature is of a key that is not trusted.</summary>
    public const string OriginKeyUnknown = "origin-key-unknown";

    /// <summary>The commit of an event began or ended outside of what is shown.</summary>
    public const string CommitCut = "commit-cut";

    /// <summary>No origin keys were given.</summary>
    public const string OriginUnchecked = "origin-unchecked";

    /// <summary>Weight and sentences of each code; a sentence may leave places open for details.</summary>
    internal static readonly FrozenDictionary<string, (Outcome Weight, string Vi, string En)> Words =
        new Dictionary<string, (Outcome Weight, string Vi, string En)>
        {
            [LogSignature] = (Outcome.Altered, "Điểm kiểm không có chữ ký hợp lệ của nhật ký.",
                "The checkpoint is not validly signed by the log."),
            [OtherLog] = (Outcome.Altered, "Điểm kiểm thuộc một nhật ký khác với khóa đã cho.",
                "The checkpoint is of another log than the key given."),
            [NotACheckpoint] = (Outcome.BadInput, "Văn bản đã ký không phải là điểm kiểm.", "What was signed is not a checkpoint."),
            [WitnessesMissing] = (Outcome.Incomplete, "Chỉ có {0} trên {1} nhân chứng cần thiết đã ký điểm kiểm.",
                "Only {0} of the {1} witnesses needed cosigned the checkpoint."),
            [NoEvents] = (Outcome.Incomplete, "Bằng chứng không có sự kiện nào.", "The proof shows no event."),
            [OtherPlot] = (Outcome.Altered, "Lá này thuộc thửa khác.", "This leaf is of another plot."),
            [NotAnEvent] = (Outcome.Altered, "Lá này không phải là sự kiện.", "This leaf does not speak of an event."),
            [NotInLog] = (Outcome.Altered, "Lá này không có trong nhật ký tại vị trí đã nêu.",
                "This leaf does not stand in the log where the proof says."),
            [PayloadChanged] = (Outcome.Altered, "Nội dung khác với nội dung đã ghi vào nhật ký.",
                "The content is not the one that was logged."),
            [ProvenanceChanged] = (Outcome.Altered, "Nguồn gốc (ai, vì sao) khác với điều đã ghi vào nhật ký.",
                "The provenance (who, why) is not the one that was logged."),
            [ProvenanceNotShown] = (Outcome.Sound, "{0} sự kiện không kèm nguồn gốc; phần đó không được kiểm tra.",
                "{0} events come without provenance; that part was not checked."),
            [FirstVersionsMissing] = (Outcome.Incomplete, "Bằng chứng bắt đầu từ phiên bản {0}; các phiên bản trước không được xét.",
                "The proof begins with version {0}; the versions before could not be judged."),
            [VersionMissing] = (Outcome.Altered, "Thiếu phiên bản {0} đến {1} của thửa.", "Versions {0} to {1} of the plot are missing."),
            [VersionOrder] = (Outcome.Altered, "Phiên bản bị lặp hoặc sai thứ tự.", "A version comes twice or out of order."),
            [ChainBroken] = (Outcome.Altered, "Lá này không nối tiếp lá trước của cùng thửa.",
                "This leaf does not continue the leaf before it of the same plot."),
            [OriginMissing] = (Outcome.Altered, "Sự kiện không có chữ ký gốc: không do chương trình sổ địa chính ghi.",
                "No origin signature covers this event: the ledger's program did not write it."),
            [OriginWrong] = (Outcome.Altered, "Chữ ký gốc không khớp với các sự kiện mà nó bao gồm.",
                "The origin signature does not fit the events it says to cover."),
            [OriginKeyUnknown] = (Outcome.Altered, "Chữ ký gốc thuộc khóa {0}, không có trong danh sách khóa tin cậy.",
                "The origin signature is of key {0}, which is not among the trusted keys."),
            [CommitCut] = (Outcome.Incomplete, "Lần ghi của sự kiện này không được đưa ra trọn vẹn; chữ ký gốc không xét được.",
                "The commit of this event is not shown as a whole; its origin signature could not be judged."),
            [OriginUnchecked] = (Outcome.Sound, "Không có khóa gốc nào được cung cấp; chữ ký gốc không được kiểm tra.",
                "No origin keys were given; origin signatures were not checked."),
        }.ToFrozenDictionary();
}
