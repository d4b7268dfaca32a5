using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LandLedger.Persons;

/// <summary>What of a person may be shown without unmasking.</summary>
/// <param name="Name">Initials and given name of a natural person; the name in full of an organisation or community.</param>
/// <param name="CitizenId">First four and last two digits.</param>
/// <param name="BirthYear">The year, never the day.</param>
public sealed record MaskedPerson(string Name, string? CitizenId, int? BirthYear)
{
    /// <summary>Shown for a person whose key was destroyed, or who was never in this vault.</summary>
    public static MaskedPerson Erased { get; } = new("[đã hủy]", null, null);

    /// <summary>Never the values: even masked ones do not belong in logs.</summary>
    public override string ToString() => "***";
}

/// <summary>Turns clear values into what everybody with access to a plot may see.</summary>
public static partial class Masking
{
    private static readonly string[] Titles = ["hộ", "gia", "đình", "ông", "bà", "cụ", "vợ", "chồng"];

    /// <summary>
    /// Initials and the given name, which stands last in Vietnamese: <c>Nguyễn Thị Lan</c> gives <c>N. T. Lan</c>. A name of one word
    /// keeps its initial only. Titles in front (<c>Hộ ông</c>) stay; couples joined by <c>và</c> or a comma are masked one by one.
    /// </summary>
    public static string Name(string fullName) =>
        string.Concat(Joint().Split(fullName.Normalize(NormalizationForm.FormC).Trim())
            .Select(part => Joint().IsMatch(part) ? part : OneName(part)));

    /// <summary>
    /// <c>068085000021</c> gives <c>0680******21</c>. Shorter numbers show two digits at each end, fewer than nine characters none.
    /// </summary>
    public static string? CitizenId(string? id)
    {
        var trimmed = id?.Trim();
        return trimmed switch
        {
            null or "" => null,
            { Length: >= 12 } => Cover(trimmed, 4),
            { Length: >= 9 } => Cover(trimmed, 2),
            _ => new string('*', trimmed.Length),
        };
    }

    /// <summary>
    /// The masked view of a person. Organisations and communities are not natural persons: their names are public and shown in full.
    /// </summary>
    public static MaskedPerson Of(Person p) => p.Kind is PersonKind.Organisation or PersonKind.Community
        ? new MaskedPerson(p.FullName, CitizenId(p.CitizenId), null)
        : new MaskedPerson(Name(p.FullName), CitizenId(p.CitizenId), p.YearOfBirth);

    private static string Cover(string id, int head) => $"{id[..head]}{new string('*', id.Length - head - 2)}{id[^2..]}";

    private static string OneName(string part)
    {
        var words = part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var titles = words.TakeWhile(word => Titles.Contains(word.ToLowerInvariant(), StringComparer.Ordinal)).Count();
        if (titles == words.Length)
        {
            titles = 0;
        }

        var last = words.Length - 1;
        return string.Join(' ', words.Select((word, i) => i < titles || (i == last && i > titles) ? word : Initial(word)));
    }

    private static string Initial(string word) =>
        StringInfo.GetNextTextElement(word).ToUpper(CultureInfo.InvariantCulture) + ".";

    [GeneratedRegex(@"(\s+(?:và|&|-)\s+|\s*[,;/]\s*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Joint();
}
