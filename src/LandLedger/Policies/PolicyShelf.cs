using NodaTime;

namespace LandLedger.Policies;

/// <summary>Every version of the reconciliation policy that this ledger knows, and which one is in force.</summary>
public sealed class PolicyShelf
{
    private static readonly DateTimeZone Province = DateTimeZoneProviders.Tzdb["Asia/Ho_Chi_Minh"];

    private readonly TimeProvider clock;

    /// <summary>A shelf of documents.</summary>
    /// <param name="documents">The policies with the names of their files.</param>
    /// <param name="clock">Tells which day it is.</param>
    /// <exception cref="PolicyRefusedException">Two have one version, or none is in force yet.</exception>
    public PolicyShelf(IEnumerable<(string File, ReconciliationPolicy Policy)> documents, TimeProvider clock)
    {
        this.clock = clock;
        var (versions, last) = (new Dictionary<(string, int), string>(), "policies");
        foreach (var (file, policy) in documents)
        {
            if (!versions.TryAdd((policy.Name, policy.Version), file))
            {
                throw new PolicyRefusedException(file, "version",
                    $"{policy.Name}-{policy.Version} is the version of {versions[(policy.Name, policy.Version)]} already.");
            }

            All.Add(policy);
            last = file;
        }

        All.Sort((one, other) => (one.ValidFrom, one.Version).CompareTo((other.ValidFrom, other.Version)));
        if (All.TrueForAll(policy => policy.ValidFrom > Today))
            throw new PolicyRefusedException(last, "validFrom", "no policy is in force today.");
    }

    /// <summary>All versions in the order in which they come into force.</summary>
    public List<ReconciliationPolicy> All { get; } = [];

    /// <summary>The version in force today: the newest whose first day has come, by the calendar of the province.</summary>
    public ReconciliationPolicy Active
    {
        get
        {
            var today = Today;
            return All.FindLast(policy => policy.ValidFrom <= today)!;
        }
    }

    private LocalDate Today => Instant.FromDateTimeOffset(clock.GetUtcNow()).InZone(Province).Date;

    /// <summary>The shipped versions and those in a folder, if one is named.</summary>
    /// <exception cref="PolicyRefusedException">A document cannot be taken; see <see cref="PolicyDocument.Read"/>.</exception>
    public static PolicyShelf Load(string? folder, TimeProvider clock)
    {
        var documents = Shipped().ToList();
        if (folder is { Length: > 0 })
        {
            if (!Directory.Exists(folder))
                throw new PolicyRefusedException(folder, "Ledger__Policies", "there is no such folder.");
            foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
                documents.Add((Path.GetFileName(file), PolicyDocument.Read(Path.GetFileName(file), File.ReadAllBytes(file))));
        }

        return new(documents, clock);
    }

    private static IEnumerable<(string File, ReconciliationPolicy Policy)> Shipped()
    {
        const string Folder = "policies/";
        var assembly = typeof(PolicyShelf).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return (name[Folder.Length..], PolicyDocument.Read(name[Folder.Length..], bytes));
        }
    }
}
