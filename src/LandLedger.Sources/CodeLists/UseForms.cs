namespace LandLedger.Sources.CodeLists;

/// <summary>Whether one right holder uses the land alone or several use it together.</summary>
public static class UseForms
{
    /// <summary>Used by one holder alone, "Sử dụng riêng".</summary>
    public const string Private = "private";

    /// <summary>Used by several together, "Sử dụng chung".</summary>
    public const string Shared = "shared";

    /// <summary>The code for the words on a certificate, or null.</summary>
    public static string? FromWords(string words) => VietnameseText.Key(words) switch
    {
        "sử dụng riêng" or "riêng" or Private => Private,
        "sử dụng chung" or "chung" or Shared => Shared,
        _ => null,
    };

    /// <summary>The words for a code.</summary>
    public static string ToWords(string code) => code == Shared ? "Sử dụng chung" : "Sử dụng riêng";
}
