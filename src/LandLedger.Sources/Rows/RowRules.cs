using LandLedger.Sources.CodeLists;

namespace LandLedger.Sources.Rows;

/// <summary>What differs between the systems that deliver rows of plot × person.</summary>
internal sealed class RowRules
{
    /// <summary>The forms of dates.</summary>
    public Dates Dates { get; init; } = Dates.Usual;

    /// <summary>True if every row must name a certificate.</summary>
    public bool SerialRequired { get; init; }

    /// <summary>Which communes the codes mean, and what became of old map sheets.</summary>
    public SourceOptions Options { get; init; } = SourceOptions.Default;

    /// <summary>For a field, what its values stand for; keys are comparison keys.</summary>
    public IReadOnlyDictionary<Field, IReadOnlyDictionary<string, string>> Translations { get; init; } =
        new Dictionary<Field, IReadOnlyDictionary<string, string>>();

    /// <summary>The value as this system means it.</summary>
    public string Translate(Field field, string text) =>
        Translations.TryGetValue(field, out var values)
            ? values.GetValueOrDefault(text) ?? values.GetValueOrDefault(VietnameseText.Key(text), text)
            : text;

    /// <summary>
    /// What a word of a field stands for, remembered: few words fill most of a file, and comparing Vietnamese words is slow. Rules
    /// belong to one pass over a file.
    /// </summary>
    public T? Meaning<T>(Field field, string words, Func<string, T?> of)
        where T : class
    {
        if (meanings.TryGetValue((field, words), out var known))
            return (T?)known;
        var meaning = of(words);
        if (meanings.Count < MostMeanings)
            meanings[(field, words)] = meaning;
        return meaning;
    }

    private const int MostMeanings = 20_000;
    private readonly Dictionary<(Field, string), object?> meanings = [];
}
