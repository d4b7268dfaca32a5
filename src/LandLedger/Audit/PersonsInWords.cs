using System.Text.RegularExpressions;
using LandLedger.Persons;
using LandLedger.Plots;

namespace LandLedger.Audit;

/// <summary>
/// Shows <c>person:ID</c> in texts of history, audit and conflicts as a masked name, read from the vault at the moment of the answer.
/// </summary>
public sealed partial class PersonsInWords
{
    private readonly IReadOnlyDictionary<Guid, MaskedPerson> persons;

    private PersonsInWords(IReadOnlyDictionary<Guid, MaskedPerson> persons) => this.persons = persons;

    /// <summary>Reads everybody who is named in these texts.</summary>
    public static async Task<PersonsInWords> OfAsync(PersonVault vault, IEnumerable<string?> texts, CancellationToken cancellation)
    {
        Guid[] ids = [.. texts.OfType<string>().SelectMany(text => Reference().Matches(text))
            .Select(found => Guid.Parse(found.Groups[1].Value)).Distinct()];
        return new(ids.Length == 0 ? new Dictionary<Guid, MaskedPerson>() : await vault.MaskedAsync(ids, cancellation));
    }

    /// <summary>A text with masked names.</summary>
    public string? In(string? text) => text is null ? null : Reference().Replace(text, found =>
    {
        var person = persons.GetValueOrDefault(Guid.Parse(found.Groups[1].Value), MaskedPerson.Erased);
        return person.CitizenId is { } id ? $"{person.Name} ({id})" : person.Name;
    });

    /// <summary>A change with masked names.</summary>
    public FieldChange In(FieldChange change) => change with { From = In(change.From), To = In(change.To) };

    /// <summary>A sentence with masked names.</summary>
    public Sentence In(Sentence sentence) => new(In(sentence.Vi)!, In(sentence.En)!);

    /// <summary>A conflict with masked names.</summary>
    public CardConflict In(CardConflict conflict) => conflict with
    {
        Held = conflict.Held with { Value = In(conflict.Held.Value) },
        Offered = conflict.Offered with { Value = In(conflict.Offered.Value) },
        Moved = conflict.Moved is null ? null : [.. conflict.Moved.Select(moved => In(moved)!)],
        Settled = In(conflict.Settled),
    };

    [GeneratedRegex("person:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")]
    private static partial Regex Reference();
}
