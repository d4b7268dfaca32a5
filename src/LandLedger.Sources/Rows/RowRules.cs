using LandLedger.Sources.CodeLists;

namespace LandLedger.Sources.Rows;

/// <summary>What differs between the systems that deliver rows of plot × person.</summary>
internal sealed class RowRules
{
    /// <summary>The forms of dates.</summary>
    public Dates Dates { get; init; } = Dates.Usual;

    /// <summary>True if every row must name a certificate.</summary>
    public bool SerialRequired { get; init; }

    /// <summary>For a field, what its values stand for; keys are comparison keys.</summary>
    public IReadOnlyDictionary<Field, IReadOnlyDictionary<string, string>> Translations { get; init; } =
        new Dictionary<Field, IReadOnlyDictionary<string, string>>();

    /// <summary>The value as this system means it.</summary>
    public string Translate(Field field, string text) =>
        Translations.TryGetValue(field, out var values) ? values.GetValueOrDefault(VietnameseText.Key(text), text) : text;
}
