using LandLedger.Persons;
using NodaTime;

namespace LandLedger.Tests.Persons;

/// <summary>Invented persons. Every test takes numbers of its own, since all share one vault.</summary>
internal static class Someone
{
    public static Person Lan(string citizenId) => new()
    {
        Kind = PersonKind.Individual,
        FullName = "Nguyễn Thị Lan",
        BirthDate = new LocalDate(1985, 2, 1),
        Sex = Sex.Female,
        CitizenId = citizenId,
        Address = "Thôn 5, xã Đức Trọng",
    };

    public static Person Minh(string citizenId) => Lan(citizenId) with { FullName = "Trần Văn Minh", Sex = Sex.Male };

    public static string NewKeyFile() => Path.Combine(Directory.CreateTempSubdirectory("keys-").FullName, "keys");

    public static PersonVault Vault(VaultDatabase database, TimeProvider? time = null) =>
        new(database.DataSource, new FileKeyVault(NewKeyFile()), time);
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class StandingClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Move(TimeSpan by) => now += by;
}
