using LandLedger.Audit;
using LandLedger.Sources;

namespace LandLedger.Intake;

/// <summary>What the ledger itself finds wrong with a row or with a whole run, beside what the readers find.</summary>
public static class IntakeCodes
{
    /// <summary>The plot lies in a commune outside the scope of whoever imports.</summary>
    public const string OutOfScope = "commune-out-of-scope";

    /// <summary>The number or the plot code belongs to another plot of the ledger.</summary>
    public const string TakenByAnother = "plot-taken-by-another";

    /// <summary>Sheet or plot is no number of the forms that the ledger knows.</summary>
    public const string NumberForm = "plot-number-form";

    /// <summary>A text that would stay for ever looks like it holds an ID number.</summary>
    public const string PersonalText = "personal-data-in-text";

    /// <summary>The stored file of the run is gone.</summary>
    public const string FileMissing = "import-file-lost";

    /// <summary>The stored file of the run was cut off, changed or exchanged.</summary>
    public const string FileDamaged = "import-file-damaged";

    /// <summary>The file does not have as many rows as its manifest says.</summary>
    public const string ManifestRows = "manifest-rows-differ";

    private static readonly Dictionary<string, Sentence> All = new()
    {
        [OutOfScope] = new("Xã, phường nằm ngoài phạm vi của người nhập.", "The commune is outside the importer's scope."),
        [TakenByAnother] = new("Số thửa hoặc mã định danh thuộc về một thửa khác.",
            "The plot number or plot code belongs to another plot."),
        [NumberForm] = new("Số tờ hoặc số thửa không đúng dạng.", "The sheet or plot number has no known form."),
        [PersonalText] = new("Văn bản có vẻ chứa số định danh cá nhân.", "The text seems to hold a personal ID number."),
        [FileMissing] = new("Tệp đã lưu của lượt nhập không còn. Hãy báo cán bộ an ninh và tải tệp lên lại.",
            "The stored file of this import is gone. Tell the security officer, and upload the file again."),
        [FileDamaged] = new("Tệp đã lưu của lượt nhập bị cắt, bị sửa hoặc bị thay. Phần đã ghi trước đó vẫn giữ. Hãy báo cán bộ an ninh.",
            "The stored file of this import was cut off, changed or exchanged. What was recorded before stays. Tell the security officer."),
        [ManifestRows] = new("Số dòng của tệp khác số dòng trong bản kê đã ký. Những gì đã nhập vẫn giữ nguyên.",
            "The file does not have as many rows as its signed manifest says. What was imported stays."),
    };

    /// <summary>The words to a code of the ledger's own, or null.</summary>
    public static Sentence? Find(string code) => All.GetValueOrDefault(code);

    /// <summary>The words to a code of the ledger or of a reader, or null.</summary>
    public static Sentence? Meaning(string code) =>
        ReadingCodes.Find(code) is { } read ? new(read.Vi, read.En) : Find(code);
}
