namespace LandLedger.Sources;

/// <summary>The whole file is refused: nothing behind the place of refusal was read.</summary>
/// <remarks>Messages never quote a cell. They may name sheets, columns and parts of the file.</remarks>
public sealed class UnreadableFile : Exception
{
    /// <param name="code">A code of <see cref="ReadingCodes"/>, such as <c>xlsx-encrypted</c>.</param>
    /// <param name="detail">Where or what, without personal data.</param>
    /// <param name="inner">What the file format library said.</param>
    public UnreadableFile(string code, string? detail = null, Exception? inner = null)
        : base(WithDetail(ReadingCodes.Find(code)?.En ?? code, detail), inner)
    {
        Code = code;
        MessageVi = WithDetail(ReadingCodes.Find(code)?.Vi ?? code, detail);
    }

    /// <summary>Stable code.</summary>
    public string Code { get; }

    /// <summary>The message in Vietnamese; <see cref="Exception.Message"/> is in English.</summary>
    public string MessageVi { get; }

    private static string WithDetail(string text, string? detail) => detail is null ? text : $"{text} ({detail})";
}
