using System.Globalization;
using System.Text;

namespace LandLedger.Persons;

/// <summary>A keyed hash under which a person can be found without the value being stored.</summary>
internal readonly record struct IndexToken(string Kind, string Hex)
{
    public byte[] Bytes => Convert.FromHexString(Hex);
}

/// <summary>
/// Tokens of a person. Numbers give 16 bytes of HMAC-SHA256; name and birth year together give 20 bits only, so that the index alone
/// says little about anybody, and what it finds is compared again after decryption. Tells equality, never order or parts.
/// </summary>
internal sealed class BlindIndex(IKeyVault keys)
{
    public const string CitizenNumber = "cccd/v1";
    public const string OldNumber = "cmnd/v1";
    public const string OrganisationNumber = "organisation/v1";
    public const string NameAndYear = "name-year/v1";

    private const int NumberBytes = 16;

    /// <summary>The tokens of the numbers that identify this person; none where the numbers are unfit for that.</summary>
    public List<IndexToken> Numbers(Person person)
    {
        var tokens = new List<IndexToken>(2);
        Add(tokens, IdNumber(person.CitizenId));
        Add(tokens, IdNumber(person.OldIdNumber));
        if (person.Kind == PersonKind.Organisation && Letters(person.OrganisationId) is { Length: >= 3 } organisation)
        {
            Add(tokens, Number(OrganisationNumber, organisation));
        }

        return tokens;
    }

    /// <summary>
    /// 12 digits are a personal number wherever they stand (the 12-digit cards of 2012 to 2015 carried it already), 9 digits an old one.
    /// Anything else, and the same digit repeated, is a filler and identifies nobody.
    /// </summary>
    public IndexToken? IdNumber(string? id) => Digits(id) switch
    {
        { Length: 12 } digits when Identifies(digits) => Number(CitizenNumber, digits),
        { Length: 9 } digits when Identifies(digits) => Number(OldNumber, digits),
        _ => null,
    };

    /// <summary>A personal or old number without the spaces and dots some files print in it; null for anything else.</summary>
    public static string? Digits(string? id) =>
        Letters(id) is { Length: 12 or 9 } digits && digits.All(char.IsAsciiDigit) ? digits : null;

    public IndexToken Name(string fullName, int? birthYear) => NameByKey(PersonName.ComparisonKey(fullName), birthYear);

    public IndexToken NameByKey(string nameKey, int? birthYear)
    {
        var text = $"{nameKey}\0{birthYear?.ToString(CultureInfo.InvariantCulture)}";
        return new IndexToken(NameAndYear, Convert.ToHexString(keys.Mac(NameAndYear, Encoding.UTF8.GetBytes(text)), 0, 3)[..5] + "0");
    }

    private IndexToken Number(string kind, string value) =>
        new(kind, Convert.ToHexString(keys.Mac(kind, Encoding.UTF8.GetBytes(value)), 0, NumberBytes));

    private static bool Identifies(string digits) => digits.Any(digit => digit != digits[0]);

    private static string Letters(string? value) =>
        value is null ? "" : string.Concat(value.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static void Add(List<IndexToken> tokens, IndexToken? token)
    {
        if (token is { } found && !tokens.Contains(found))
        {
            tokens.Add(found);
        }
    }
}
