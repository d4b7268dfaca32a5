using LandLedger.Audit;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>History that cannot be folded, or a database that does not let a rebuild go on. The living view is untouched.</summary>
/// <param name="code">A stable code.</param>
/// <param name="because">What was met: event types, numbers and ids only.</param>
public sealed class ReplayFailedException(string code, Sentence because) : Exception(because.En)
{
    /// <summary>The code.</summary>
    public string Code { get; } = code;

    /// <summary>The words.</summary>
    public Sentence Because { get; } = because;

    /// <summary>A plot of which a version is missing or there twice.</summary>
    public static ReplayFailedException Gap(Guid plot, long expected, long met) => new("stream-gap", new(
        $"Lịch sử thửa {plot} không liền mạch: sau phiên bản {expected - 1} là phiên bản {met}. Hãy báo cán bộ an ninh.",
        $"The history of plot {plot} is not whole: after version {expected - 1} comes version {met}. Tell the security officer."));

    /// <summary>An event that this program cannot read.</summary>
    public static ReplayFailedException Unreadable(long sequence, string type) => new("event-unreadable", new(
        $"Không đọc được sự kiện số {sequence} (loại {type}); bản chương trình này có thể cũ hơn lịch sử.",
        $"Event number {sequence} (type {type}) cannot be read; this program may be older than the history."));

    /// <summary>What a refusal of the database means for a rebuild; null for one that has no meaning of its own here.</summary>
    public static ReplayFailedException? Of(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.DiskFull => new("disk-full", new(
            "Máy chủ cơ sở dữ liệu hết chỗ. Giải phóng chỗ rồi cho chạy tiếp (resume).",
            "The database server has no room left. Make room, then resume.")),
        PostgresErrorCodes.UniqueViolation => new("shadow-not-unique", new(
            $"Bản dựng lại vi phạm ràng buộc {refused.ConstraintName}: hai thửa có cùng số hoặc cùng mã.",
            $"The rebuilt view breaks {refused.ConstraintName}: two plots have one number or one code.")),
        PostgresErrorCodes.InsufficientPrivilege => new("rights-missing", new(
            "Vai trò của dịch vụ thiếu quyền; chạy lại lệnh schema với --role.",
            "The service's role lacks a right; run the schema command with --role again.")),
        _ => null,
    };
}
