namespace LandLedger.Plumbing;

/// <summary>One reason for which the ledger says no.</summary>
/// <param name="Code">Stable for ever; clients branch on it.</param>
/// <param name="Status">The HTTP status it comes with; 0 for a fault of one field inside <c>validation-failed</c>.</param>
/// <param name="Vi">What a person reads in Vietnamese.</param>
/// <param name="En">What a person reads in English.</param>
public sealed record Problem(string Code, int Status, string Vi, string En);

/// <summary>Every refusal the ledger knows, in the order of precedence of an HTTP request. Reference: docs/reference/problems.md.</summary>
public static class Problems
{
    /// <summary>All problems and field faults.</summary>
    public static readonly IReadOnlyList<Problem> All =
    [
        new("not-signed-in", 401, "Cần đăng nhập: yêu cầu không có mã truy cập hợp lệ.",
            "Sign in first: the request has no valid access token."),
        new("not-permitted", 403, "Vai trò của bạn không có quyền này.", "Your role does not allow this."),
        new("province-only", 403, "Việc này liên quan đến mọi thửa đất; phạm vi của bạn phải là toàn tỉnh.",
            "This is about every plot: your scope has to be the province."),
        new("not-found", 404, "Không tìm thấy.", "Not found."),
        new("plot-not-found", 404, "Không có thửa đất này trong phạm vi của bạn.", "There is no such plot within your scope."),
        new("document-not-found", 404, "Thửa đất không có tài liệu này.", "The plot has no such document."),
        new("holder-not-found", 404, "Thửa đất không có chủ sử dụng này.", "The plot has no such holder."),
        new("conflict-not-found", 404, "Thửa đất không có mâu thuẫn này.", "The plot has no such conflict."),
        new("bulk-proposal-not-found", 404, "Không có đề xuất hàng loạt này trong phạm vi của bạn.",
            "There is no such bulk proposal within your scope."),
        new("import-not-found", 404, "Không có lượt nhập này trong phạm vi của bạn.", "There is no such import within your scope."),
        new("rebuild-not-found", 404, "Không có lượt dựng lại này.", "There is no such rebuild."),
        new("method-not-allowed", 405, "Đường dẫn này không nhận phương thức đó.", "This address does not take that method."),
        new("unsupported-media-type", 415, "Kiểu nội dung không được nhận ở đây.", "This content type is not taken here."),
        new("body-too-large", 413, "Nội dung gửi lên quá lớn.", "The body is too large."),
        new("if-match-required", 428, "Cần tiêu đề If-Match mang phiên bản (ETag) bạn đã đọc.",
            "Send If-Match with the version (ETag) that you read."),
        new("plot-changed", 412, "Thửa đất đã thay đổi sau khi bạn đọc. Hãy đọc lại rồi quyết định.",
            "The plot changed after you read it. Read it again, then decide."),
        new("request-malformed", 400, "Không đọc được nội dung yêu cầu.", "The request body cannot be read."),
        new("validation-failed", 400, "Một số trường chưa đúng.", "Some fields are not right."),
        new("query-invalid", 400, "Tham số truy vấn không đúng.", "A query parameter is not right."),
        new("plot-not-sealed", 409, "Lịch sử thửa đất chưa được niêm phong đầy đủ trong nhật ký; hãy thử lại sau ít giây.",
            "The plot's history is not sealed in the log as a whole yet; try again in a few seconds."),
        new("plot-number-taken", 409, "Số thửa này đã thuộc về một thửa đất đang tồn tại.",
            "This plot number belongs to a live plot already."),
        new("plot-code-taken", 409, "Mã định danh thửa đất này đã được cấp cho thửa khác.",
            "This plot code was issued to another plot already."),
        new("nothing-changes", 409, "Các giá trị mới giống giá trị hiện tại.", "The new values equal the present ones."),
        new("areas-do-not-sum", 409, "Tổng diện tích các mục đích sử dụng lệch diện tích thửa quá 0,5 m².",
            "The areas of the land uses differ from the plot's area by more than 0.5 m²."),
        new("shares-exceed-one", 409, "Tổng tỷ lệ của các chủ sử dụng vượt quá 1.", "The holders' shares would exceed one."),
        new("holder-already-recorded", 409, "Người này đã là chủ sử dụng với vai trò đó.", "This person is already a holder in that role."),
        new("holder-not-matched", 409, "Chủ sử dụng chưa được đối chiếu khớp.", "The holder is not matched."),
        new("holder-not-natural-person", 409, "Cơ sở dữ liệu dân cư chỉ biết cá nhân; tổ chức, cộng đồng không cần đối chiếu.",
            "The population register knows natural persons only; organisations and communities need no match."),
        new("holder-already-matched", 409, "Chủ sử dụng đã được đối chiếu khớp.", "The holder is matched already."),
        new("document-already-attached", 0, "Tệp này đã được đính kèm vào thửa đất.", "This very file is attached to the plot already."),
        new("document-type-unknown", 415, "Chỉ nhận tệp PDF, JPEG, PNG hoặc TIFF (nhận biết theo nội dung).",
            "Only PDF, JPEG, PNG and TIFF are taken, judged by their bytes."),
        new("document-damaged", 500, "Tệp lưu trữ không còn khớp mã băm đã ghi. Đã dừng; hãy báo cán bộ an ninh.",
            "The stored file no longer has the hash on record. It is not shown; tell the security officer."),
        new("conflict-not-open", 409, "Mâu thuẫn này không ở trạng thái mở.", "This conflict is not open."),
        new("conflict-not-proposed", 409, "Chưa có đề xuất nào để phê duyệt.", "There is no proposal to approve."),
        new("conflict-not-resolved", 409, "Mâu thuẫn này chưa được giải quyết.", "This conflict is not resolved."),
        new("proposal-changed", 409, "Đề xuất đã đổi so với điều bạn phê duyệt.", "The proposal is no longer the one you approve."),
        new("nothing-to-propose", 409, "Không có mâu thuẫn đang mở nào khớp bộ lọc.", "The filter finds no open conflict."),
        new("commune-would-change", 409, "Giải quyết mâu thuẫn không chuyển thửa sang xã khác; hãy chọn phía đang giữ.",
            "Settling a conflict does not move a plot to another commune; choose the side that is held."),
        new("four-eyes", 403, "Người đề xuất không được tự phê duyệt.", "Who proposed cannot approve."),
        new("not-ready-for-sync", 409, "Thửa đất chưa đủ điều kiện đồng bộ: cần chủ sử dụng đã đối chiếu khớp và không còn mâu thuẫn.",
            "The plot cannot be sent yet: its owners must be matched and no conflict open."),
        new("already-synced", 409, "VnLIS đã nhận phiên bản này.", "VnLIS has received this version already."),
        new("import-system-unknown", 400, "Hệ thống nguồn phải là PL3, VBDLIS hoặc VNPT-iLIS.",
            "The source system must be PL3, VBDLIS or VNPT-iLIS."),
        new("import-commune-codes", 400, "communeCodes phải là new (danh mục từ 01/7/2025) hoặc old (danh mục trước đó).",
            "communeCodes must be new (the list since 1 July 2025) or old (the list before)."),
        new("import-file-missing", 400, "Thiếu tệp: gửi phần 'file' của biểu mẫu.",
            "The file is missing: send it as the form's part 'file'."),
        new("manifest-missing", 400, "Hệ thống này phải gửi kèm bản kê (manifest) và chữ ký.",
            "This source sends a signed manifest with each file: the parts 'manifest' and 'signature'."),
        new("manifest-malformed", 400, "Không đọc được bản kê, hoặc bản kê nói về hệ thống khác.",
            "The manifest cannot be read, or speaks of another system."),
        new("manifest-signature-wrong", 400, "Chữ ký không khớp bản kê với khóa nào đã khai báo cho hệ thống này.",
            "No key on record for this system made this signature over this manifest."),
        new("manifest-hash-differs", 400, "Tệp không phải là tệp nêu trong bản kê.", "The file is not the one that the manifest names."),
        new("import-not-running", 409, "Lượt nhập này không còn chạy.", "This import is not running."),
        new("import-not-resumable", 409, "Lượt nhập này không dừng giữa chừng nên không thể tiếp tục.",
            "This import did not stop half-way, so there is nothing to resume."),
        new("policy-refused", 400, "Không nhận chính sách này.", "This policy is not taken."),
        new("import-not-held", 409, "Lượt nhập này không chờ người thứ hai cho phép.", "This import does not wait for a second person."),
        new("view-unknown", 400, "Không có khung nhìn nào mang tên này để dựng lại.", "There is no view of this name that can be rebuilt."),
        new("rebuild-active", 409, "Đã có một lượt dựng lại chưa kết thúc; hãy chuyển, hủy hoặc chờ lượt đó.",
            "Another rebuild has not come to its end; switch it, cancel it or wait for it."),
        new("rebuild-not-cancellable", 409, "Lượt dựng lại này không còn hủy được.", "This rebuild can no longer be cancelled."),
        new("rebuild-not-resumable", 409, "Lượt dựng lại này không dừng vì lỗi nên không có gì để chạy tiếp.",
            "This rebuild did not stop on a failure, so there is nothing to resume."),
        new("rebuild-not-ready", 409, "Lượt dựng lại này chưa so sánh xong hoặc không còn giữ bản dựng lại.",
            "This rebuild has no finished comparison, or no longer holds the rebuilt view."),
        new("nothing-to-repair", 409, "Lượt tuần tra này không có khác biệt đang chờ sửa.",
            "This patrol has no differences that wait for a repair."),
        new("differences-unexplained", 409,
            "Có khác biệt không nằm trong các trường đã dự kiến; hãy nêu lý do chấp nhận (unexplained) hoặc hủy.",
            "There are differences beyond the expected members; say in 'unexplained' why they are right, or cancel."),
        new("import-runs-now", 409, "Đang có lượt nhập chạy; hãy chờ nhập xong rồi làm lại.",
            "An import is running; wait for its end, then try again."),
        new("cosignature-refused", 422, "Chữ ký nhân chứng không đúng với nhật ký này hoặc không thuộc nhân chứng được công nhận.",
            "The cosignatures are not of this log's checkpoint, or not of a witness that counts."),
        new("idempotency-key-reused", 422, "Khóa Idempotency-Key này đã dùng cho một nội dung khác.",
            "This Idempotency-Key was used for another body."),
        new("too-many-requests", 429, "Quá nhiều yêu cầu; hãy thử lại sau.", "Too many requests; try again later."),
        new("log-damaged", 500, "Tệp của nhật ký niêm phong bị hỏng hoặc thiếu; hãy báo cán bộ an ninh.",
            "Files of the sealed log are damaged or missing; tell a security officer."),
        new("witness-overdue", 503, "Nhân chứng bên ngoài đã quá lâu chưa ký xác nhận nhật ký; tạm dừng nhập và phê duyệt.",
            "No outside witness has cosigned the log for too long; imports and approvals wait."),
        new("internal-error", 500, "Lỗi hệ thống. Không có gì được ghi. Hãy báo mã tương quan cho người vận hành.",
            "Something failed inside. Nothing was recorded. Give the correlation id to the operator."),

        // Faults of single fields.
        new("required", 0, "bắt buộc phải có", "is required"),
        new("unknown-member", 0, "không phải là trường được biết", "is not a known member"),
        new("wrong-type", 0, "sai kiểu hoặc không đọc được", "has the wrong type or cannot be read"),
        new("too-long", 0, "quá dài", "is too long"),
        new("control-character", 0, "chứa ký tự điều khiển", "holds a control character"),
        new("personal-data-in-text", 0, "có vẻ chứa số định danh cá nhân; hãy bỏ đi", "seems to hold a personal ID number; leave it out"),
        new("commune-unknown", 0, "không có trong danh mục xã, phường hiện hành", "is not in the present list of communes"),
        new("plot-number-form", 0, "số tờ, số thửa gồm 1–20 chữ, số, '-' hoặc '/'",
            "sheet and plot are 1 to 20 letters, digits, '-' or '/'"),
        new("plot-code-form", 0, "mã định danh thửa gồm 12 ký tự GeoHash viết thường", "a plot code is 12 lower-case GeoHash characters"),
        new("area-form", 0, "diện tích phải lớn hơn 0, nhỏ hơn 1 tỷ m², tối đa 2 số lẻ",
            "an area is above 0, below 1,000,000,000 m², with at most 2 decimals"),
        new("areas-sum", 0, "tổng diện tích mục đích sử dụng phải bằng diện tích thửa, sai số 0,5 m²",
            "land uses must sum to the plot's area within 0.5 m²"),
        new("land-purpose-unknown", 0, "không có trong danh mục mục đích sử dụng đất", "is not in the list of land purposes"),
        new("land-origin-unknown", 0, "không có trong danh mục nguồn gốc sử dụng đất", "is not in the list of land origins"),
        new("form-of-use-unknown", 0, "phải là private hoặc shared", "is private or shared"),
        new("term-form", 0, "phải là long-term hoặc một ngày yyyy-MM-dd", "is long-term or a date yyyy-MM-dd"),
        new("share-of-plots-form", 0, "phần thửa đất viết dạng 3/28: số đầu từ 0, nhỏ hơn số sau; số sau không quá 1000",
            "a share of the plots is written as 3/28: the first from 0 and below the second, the second at most 1000"),
        new("share-form", 0, "tỷ lệ viết dạng 1/2, lớn hơn 0 và không quá 1", "a share is written as 1/2, above 0 and at most 1"),
        new("citizen-id-form", 0, "số định danh cá nhân gồm đúng 12 chữ số", "a citizen ID has exactly 12 digits"),
        new("old-id-form", 0, "số CMND cũ gồm đúng 9 chữ số", "an old ID number has exactly 9 digits"),
        new("date-out-of-range", 0, "ngày nằm ngoài khoảng hợp lý", "the date is out of any sensible range"),
        new("field-unknown", 0, "không phải là trường sửa được", "is not a field that can be corrected"),
        new("field-repeated", 0, "đã có trong cùng yêu cầu này", "is in this request already"),
        new("conflict-field-unknown", 0, "không phải là trường có thể mâu thuẫn", "is not a field that conflicts are about"),
        new("several-conflicts", 0, "thửa có nhiều mâu thuẫn khớp bộ lọc; cần người xem từng cái",
            "the filter finds several conflicts on the plot; a person has to look at each"),
        new("settled-otherwise", 0, "mâu thuẫn đã được giải quyết theo cách khác", "the conflict was settled otherwise"),
        new("document-unknown", 0, "không phải là tài liệu của thửa đất này", "is not a document of this plot"),
    ];

    private static readonly Dictionary<string, Problem> ByCode = All.ToDictionary(problem => problem.Code);

    /// <summary>The problem with this code; asking for an unlisted one is a fault of the program.</summary>
    public static Problem Find(string code) =>
        ByCode.TryGetValue(code, out var problem) ? problem : throw new ArgumentException($"Problem '{code}' is not listed.", nameof(code));

    /// <summary>The text of a code in a language.</summary>
    public static string Text(string code, bool vietnamese)
    {
        var problem = Find(code);
        return vietnamese ? problem.Vi : problem.En;
    }
}
