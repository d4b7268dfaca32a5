using System.Collections.Frozen;
using System.Globalization;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Databases;

/// <summary>The kinds of findings in a database that is held against its log. The words are stable.</summary>
internal static class DatabaseFindings
{
    public const string TimeChanged = "time-changed", TypeChanged = "type-changed", EventIdChanged = "event-id-changed",
        PlotChanged = "plot-changed", VersionChanged = "version-changed", TenantChanged = "tenant-changed", RowFlags = "row-flags",
        EventMissing = "event-missing", EventInserted = "event-inserted", EventHeld = "event-held", NotSealedYet = "not-sealed-yet",
        UnsealedUnchecked = "unsealed-unchecked", StreamVersion = "stream-version", StreamArchived = "stream-archived",
        StreamMissing = "stream-missing", StreamInserted = "stream-inserted", LeafRowChanged = "leaf-row-changed",
        LeafRowMissing = "leaf-row-missing", LeafRowInserted = "leaf-row-inserted", HeadChanged = "head-changed",
        StatementChanged = "statement-changed", StatementMissing = "statement-missing", StatementInserted = "statement-inserted",
        AuditRowChanged = "audit-row-changed", AuditRowMissing = "audit-row-missing", AuditRowInserted = "audit-row-inserted",
        ReadingsChanged = "readings-changed", ReadingsRemoved = "readings-removed", ReadingsInserted = "readings-inserted",
        NoAuditTrail = "no-audit-trail", DatabaseUnreadable = "database-unreadable";

    private static readonly FrozenDictionary<string, (Outcome Weight, string Vi, string En)> Words =
        new Dictionary<string, (Outcome Weight, string Vi, string En)>
        {
            [TimeChanged] = (Outcome.Altered, "Thời điểm ghi khác với nhật ký.", "The time of recording is not the one that was logged."),
            [TypeChanged] = (Outcome.Altered, "Loại sự kiện khác với nhật ký.", "The type is not the one that was logged."),
            [EventIdChanged] = (Outcome.Altered, "Mã sự kiện khác với nhật ký.", "The event's identity is not the one that was logged."),
            [PlotChanged] = (Outcome.Altered, "Sự kiện đã bị chuyển sang thửa khác.", "The event was moved to another plot."),
            [VersionChanged] = (Outcome.Altered, "Phiên bản khác với nhật ký.", "The version is not the one that was logged."),
            [TenantChanged] = (Outcome.Altered, "Đơn vị thuê (tenant) khác với nhật ký.", "The tenant is not the one that was logged."),
            [RowFlags] = (Outcome.Altered, "Dòng sự kiện bị đánh dấu lưu trữ hoặc có nội dung nhị phân; sổ sẽ bỏ qua hoặc đọc sai nó.",
                "The row is marked as archived or has binary content; the ledger would leave it out or read it wrongly."),
            [EventMissing] = (Outcome.Altered, "Sự kiện có trong nhật ký nhưng không còn trong cơ sở dữ liệu.",
                "The event stands in the log and no longer in the database."),
            [EventInserted] = (Outcome.Altered, "Dòng sự kiện không có trong nhật ký và không do chương trình sổ địa chính ghi.",
                "The row does not stand in the log, and the ledger's program did not write it."),
            [EventHeld] = (Outcome.Altered, "Sự kiện bị giữ lại, không được niêm phong vì không xác thực ({0}).",
                "The event is held back and not sealed: it is not genuine ({0})."),
            [NotSealedYet] = (Outcome.Sound, "{0} sự kiện chưa được niêm phong trong bản nhật ký này; chữ ký gốc của chúng hợp lệ.",
                "{0} events are not sealed yet in this copy of the log; their origin signatures hold."),
            [UnsealedUnchecked] = (Outcome.Incomplete, "{0} sự kiện chưa được niêm phong, và không có khóa gốc nào để kiểm tra chúng.",
                "{0} events are not sealed yet, and no origin keys were given to check them."),
            [StreamVersion] = (Outcome.Altered, "Phiên bản của thửa trong bảng luồng là {0}, phải là {1}.",
                "The plot's version in the table of streams is {0}, it should be {1}."),
            [StreamArchived] = (Outcome.Altered, "Thửa bị đánh dấu lưu trữ.", "The plot is marked as archived."),
            [StreamMissing] = (Outcome.Altered, "Thửa không có trong bảng luồng.", "The plot is missing in the table of streams."),
            [StreamInserted] = (Outcome.Altered, "Thửa trong bảng luồng không có sự kiện nào.",
                "The plot in the table of streams has no event."),
            [LeafRowChanged] = (Outcome.Altered, "Lá trong cơ sở dữ liệu khác với lá trong nhật ký.",
                "The leaf in the database is not the one of the log."),
            [LeafRowMissing] = (Outcome.Altered, "Lá không có trong cơ sở dữ liệu.", "The leaf is missing in the database."),
            [LeafRowInserted] = (Outcome.Altered, "Lá trong cơ sở dữ liệu nằm ngoài nhật ký.",
                "The leaf in the database is outside of the log."),
            [HeadChanged] = (Outcome.Altered, "Đầu nhật ký trong cơ sở dữ liệu (cỡ {0}) không thuộc nhật ký này (cỡ {1}).",
                "The head in the database (size {0}) does not belong to this log (size {1})."),
            [StatementChanged] = (Outcome.Altered, "Bản tuyên bố khác với điều đã niêm phong.", "The statement is not the one that was sealed."),
            [StatementMissing] = (Outcome.Altered, "Bản tuyên bố đã niêm phong không còn trong cơ sở dữ liệu.",
                "The sealed statement is no longer in the database."),
            [StatementInserted] = (Outcome.Altered, "Bản tuyên bố không có trong nhật ký và không do chương trình sổ địa chính lập.",
                "The statement does not stand in the log, and the ledger's program did not make it."),
            [AuditRowChanged] = (Outcome.Altered, "Dòng nhật trình khác với sự kiện ở cột {0}.",
                "The row of the audit trail differs from its event in column {0}."),
            [AuditRowMissing] = (Outcome.Altered, "Sự kiện không có dòng nhật trình.", "The event has no row in the audit trail."),
            [AuditRowInserted] = (Outcome.Altered, "Dòng nhật trình không có sự kiện nào.", "The row of the audit trail has no event."),
            [ReadingsChanged] = (Outcome.Altered, "Dòng nhật ký đọc (mã {0}–{1}) khác với điều đã niêm phong.",
                "Rows of the read log (ids {0}–{1}) are not those that were sealed."),
            [ReadingsRemoved] = (Outcome.Altered, "{0} dòng nhật ký đọc đã bị xóa; các mã không còn: {1}.",
                "{0} rows of the read log were removed; ids that are missing: {1}."),
            [ReadingsInserted] = (Outcome.Altered, "{0} dòng nhật ký đọc (mã {1}–{2}) được thêm sau khi niêm phong.",
                "{0} rows of the read log (ids {1}–{2}) were added after it was sealed."),
            [NoAuditTrail] = (Outcome.Sound, "Không có bảng nhật trình; phần đó không được kiểm tra.",
                "There is no audit trail; that part was not checked."),
            [DatabaseUnreadable] = (Outcome.BadInput, "Không đọc tiếp được cơ sở dữ liệu: {0}", "The database could not be read on: {0}"),
        }.ToFrozenDictionary();

    /// <summary>A finding of a kind.</summary>
    /// <param name="code">One of the words above.</param>
    /// <param name="details">What its sentence leaves open: numbers and names of columns, nothing of what a row holds.</param>
    public static Finding Of(string code, params object[] details)
    {
        var (weight, vi, en) = Words[code];
        return new(code, weight, string.Format(CultureInfo.InvariantCulture, vi, details),
            string.Format(CultureInfo.InvariantCulture, en, details));
    }
}

/// <summary>Findings of several workers.</summary>
internal sealed class SharedFindings
{
    private readonly Logs.FindingList findings = new();
    private readonly Lock gate = new();

    /// <summary>How many there are so far, remarks included.</summary>
    public long Count { get; private set; }

    public void Add(Finding finding)
    {
        lock (gate)
        {
            Count++;
            findings.Add(finding);
        }
    }

    /// <summary>All that are listed, by their place in the log.</summary>
    public IReadOnlyList<Finding> All()
    {
        lock (gate)
            return [.. findings.All().OrderBy(found => found.LeafIndex ?? long.MaxValue).ThenBy(found => found.Sequence ?? long.MaxValue)];
    }
}
