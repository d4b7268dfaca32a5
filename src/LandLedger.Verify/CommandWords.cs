using System.Text;
using LandLedger.Proof;

namespace LandLedger.Verify;

/// <summary>What somebody typed behind the name of a command.</summary>
internal sealed class CommandWords
{
    private const string JsonSwitch = "--json";
    private readonly List<string> places = [];
    private readonly Dictionary<string, string> options = [];

    /// <summary>Reads the words.</summary>
    /// <param name="words">What stands behind the name of the command.</param>
    /// <param name="count">How many words without a name the command takes.</param>
    /// <param name="named">The options that take a value.</param>
    /// <param name="switches">The options that stand alone; <c>--json</c> always may.</param>
    /// <exception cref="Unusable">A word that is not understood, one too many or one too few.</exception>
    public CommandWords(string[] words, int count, string[] named, string[] switches)
    {
        for (var at = 0; at < words.Length; at++)
        {
            var word = words[at];
            var understood = word == JsonSwitch || switches.Contains(word) ? options.TryAdd(word, "")
                : named.Contains(word) ? at + 1 < words.Length && options.TryAdd(word, words[++at])
                : !word.StartsWith("--", StringComparison.Ordinal) && places.Count < count;
            if (!understood)
                throw new Unusable($"Không hiểu: {word}", $"Not understood: {word}");
            if (!word.StartsWith("--", StringComparison.Ordinal))
                places.Add(word);
        }

        if (places.Count < count)
            throw new Unusable("Thiếu tham số.", "Too few words.");
    }

    /// <summary>Whether the answer is wanted as JSON.</summary>
    public bool Json => Has(JsonSwitch);

    /// <summary>The words without a name.</summary>
    public string this[int place] => places[place];

    /// <summary>Whether an option was given.</summary>
    public bool Has(string option) => options.ContainsKey(option);

    /// <summary>Value of an option, if it was given.</summary>
    public string? Find(string option) => options.GetValueOrDefault(option);

    /// <summary>Value of an option that is needed.</summary>
    /// <exception cref="Unusable">It was not given.</exception>
    public string Need(string option) => Find(option) ?? throw new Unusable($"Thiếu {option}.", $"{option} is missing.");

    /// <summary>The keys in the file that <c>--keys</c> names.</summary>
    /// <exception cref="Unusable">No such option or file, or the file is malformed.</exception>
    public TrustedKeys Keys() => Read(Need("--keys"), TrustedKeys.Parse);

    /// <summary>The private key in the file that <c>--key</c> names.</summary>
    /// <exception cref="Unusable">No such option or file, the file is malformed, or the key is for something else.</exception>
    public SigningKey Key(NoteAlgorithm algorithm)
    {
        var key = Read(Need("--key"), SigningKey.Parse);
        if (key.Verifier.Algorithm == algorithm)
            return key;
        key.Dispose();
        throw new Unusable("Khóa này dành cho việc khác.", "This key is for something else.");
    }

    /// <summary>Reads a file of text.</summary>
    /// <exception cref="Unusable">It cannot be read or is malformed.</exception>
    public static T Read<T>(string path, Func<string, T> parse)
    {
        try
        {
            return parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes(path)));
        }
        catch (FormatException malformed)
        {
            throw new Unusable($"Tệp {path} sai dạng: {malformed.Message}", $"{path} is malformed: {malformed.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw new Unusable($"Tệp {path} không phải UTF-8.", $"{path} is not UTF-8.");
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="Unusable">It cannot be read.</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new Unusable($"Không đọc được tệp {path}.", $"{path} cannot be read.");
        }
    }
}
