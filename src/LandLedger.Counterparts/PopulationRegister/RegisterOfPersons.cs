using System.Text.Json;

namespace LandLedger.Counterparts.PopulationRegister;

/// <summary>The people the register knows, found by either number.</summary>
internal sealed class RegisterOfPersons : IDisposable
{
    // Seed files of other programs may say more about a person than the register needs.
    private static readonly JsonSerializerOptions Tolerant = new(JsonSerializerDefaults.Web);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, PersonEntry> _byCitizenId = [];
    private readonly Dictionary<string, HashSet<string>> _byOldIdNumber = [];
    private Journal<PersonEntry>? _journal;

    /// <exception cref="InvalidDataException">The seed or the journal cannot be read.</exception>
    public static RegisterOfPersons Open(string? stateFolder, string? seedFile)
    {
        var register = new RegisterOfPersons();
        if (seedFile is not null)
        {
            using var seed = File.OpenRead(seedFile);
            foreach (var person in Read(seed))
            {
                register.Know(person);
            }
        }
        // People added while it ran come after the seed: the later word about a person wins.
        register._journal = Journal<PersonEntry>.Open(stateFolder, "persons.jsonl", register.Know);
        return register;
    }

    /// <exception cref="InvalidDataException">Not a list of people; nothing of it was taken.</exception>
    public static List<PersonEntry> Read(Stream json)
    {
        try
        {
            var people = JsonSerializer.Deserialize<List<SeededPerson>>(json, Tolerant) ?? [];
            return [.. people.Select((person, index) => PersonEntry.From(person, index + 1))];
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"the list of people is not the JSON it should be, near line {problem.LineNumber + 1}");
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byCitizenId.Count;
            }
        }
    }

    /// <summary>Adds people; one whose citizen ID is known is replaced.</summary>
    public void Add(IEnumerable<PersonEntry> people)
    {
        lock (_lock)
        {
            foreach (var person in people)
            {
                _journal!.Append(person);
                Know(person);
            }
        }
    }

    public PersonEntry? ByCitizenId(string citizenId)
    {
        lock (_lock)
        {
            return _byCitizenId.GetValueOrDefault(citizenId);
        }
    }

    public PersonEntry[] ByOldIdNumber(string oldIdNumber)
    {
        lock (_lock)
        {
            return _byOldIdNumber.TryGetValue(oldIdNumber, out var numbers) ? [.. numbers.Select(number => _byCitizenId[number])] : [];
        }
    }

    public void Dispose() => _journal?.Dispose();

    private void Know(PersonEntry person)
    {
        if (_byCitizenId.TryGetValue(person.CitizenId, out var before) && before.OldIdNumber is { } former)
        {
            _byOldIdNumber[former].Remove(person.CitizenId);
        }
        _byCitizenId[person.CitizenId] = person;
        if (person.OldIdNumber is { } oldIdNumber)
        {
            if (!_byOldIdNumber.TryGetValue(oldIdNumber, out var sharers))
            {
                _byOldIdNumber[oldIdNumber] = sharers = [];
            }
            sharers.Add(person.CitizenId);
        }
    }
}
