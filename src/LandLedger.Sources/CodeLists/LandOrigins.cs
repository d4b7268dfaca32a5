using System.Collections.Frozen;

namespace LandLedger.Sources.CodeLists;

/// <summary>Where a land use right comes from.</summary>
/// <param name="Code">Symbol as printed on certificates, such as <c>CNQ-CTT</c>.</param>
/// <param name="NameVi">The words for it.</param>
public sealed record LandOrigin(string Code, string NameVi);

/// <summary>What an origin's wording says: the base origin, how it was passed on, or both.</summary>
/// <param name="Origin">Code of <see cref="LandOrigins.All"/>; null if the words tell only of a transfer.</param>
/// <param name="Transfer">How the right came to the holder, in the codes of the list of changes (CN, TA, TK …); null if first-hand.</param>
public sealed record OriginWording(string? Origin, string? Transfer);

/// <summary>The origins of land use rights, and the many wordings of each.</summary>
public static class LandOrigins
{
    /// <summary>All base origins.</summary>
    public static IReadOnlyList<LandOrigin> All { get; } =
        [.. CodeListFile.Rows("land_origin_codes.csv").Select(row => new LandOrigin(row[0], row[1]))];

    private static readonly FrozenDictionary<string, LandOrigin> ByCode =
        All.ToFrozenDictionary(origin => origin.Code, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByWords = Wordings();

    private static readonly (string Code, string Words)[] Transfers =
        [.. CodeListFile.Rows("land_transfer_words.csv").Select(row => (row[0], VietnameseText.Key(row[2])))];

    /// <summary>The origin with this code, or null.</summary>
    public static LandOrigin? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>
    /// What the words say. "Nhận chuyển nhượng đất được Công nhận QSDĐ như giao đất có thu tiền" is a transfer of land of
    /// origin CNQ-CTT; "Nhận chuyển nhượng quyền sử dụng đất" is a transfer of unknown origin. Null if the words are unknown.
    /// </summary>
    public static OriginWording? FromWords(string words)
    {
        var key = KeyOf(words);
        if (ByWords.TryGetValue(key, out var code))
            return new OriginWording(code, null);

        foreach (var (transfer, prefix) in Transfers)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                return AfterTransfer(transfer, key[prefix.Length..]);

            // Registers write the two as symbols: TA-CNQ-CTT.
            var symbol = transfer.ToLowerInvariant() + "-";
            if (!key.StartsWith(symbol, StringComparison.Ordinal))
                continue;
            if (key.Length == symbol.Length)
                return new OriginWording(null, transfer);
            if (ByWords.TryGetValue(key[symbol.Length..], out code))
                return new OriginWording(code, transfer);
        }

        return null;
    }

    private static OriginWording? AfterTransfer(string transfer, string rest)
    {
        var words = rest.Trim(' ', ',', ';', ':', '-', '(', ')');
        if (words is "" or "quyền sử dụng đất" or "đất")
            return new OriginWording(null, transfer);

        foreach (var link in Links)
        {
            if (words.StartsWith(link, StringComparison.Ordinal)
                && ByWords.TryGetValue(words[link.Length..].Trim(' ', ',', ';', ':', '-', '(', ')'), out var code))
                return new OriginWording(code, transfer);
        }

        return null;
    }

    // Between the transfer and the base origin; longest first.
    private static readonly string[] Links =
        ["quyền sử dụng đất được", "đất có nguồn gốc", "đất đã được", "đất được", "quyền sử dụng đất", "đất", "được", ""];

    /// <summary>One form for the abbreviations in use: QSDĐ, QSD đất, SDĐ; "Nhà nước" says nothing that "giao" does not.</summary>
    private static string KeyOf(string words)
    {
        var key = VietnameseText.Key(words).TrimEnd('.', ';');
        key = key.Replace("qsdđ", "quyền sử dụng đất", StringComparison.Ordinal)
            .Replace("qsd đất", "quyền sử dụng đất", StringComparison.Ordinal)
            .Replace("qsd đ", "quyền sử dụng đất", StringComparison.Ordinal)
            .Replace("sdđ", "sử dụng đất", StringComparison.Ordinal)
            .Replace("hằng năm", "hàng năm", StringComparison.Ordinal)
            .Replace("nhà nước ", "", StringComparison.Ordinal);
        return key;
    }

    private static FrozenDictionary<string, string> Wordings()
    {
        var wordings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var origin in All)
        {
            wordings[VietnameseText.Key(origin.Code)] = origin.Code;
            wordings.TryAdd(KeyOf(origin.NameVi), origin.Code);
        }

        foreach (var row in CodeListFile.Rows("land_origin_words.csv"))
            wordings.TryAdd(KeyOf(row[1]), row[0]);
        return wordings.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
