using LandLedger.Persons;
using NodaTime;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Persons;

[Collection("vault")]
public sealed class KeepingTests(VaultDatabase database)
{
    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData("Nguyễn Thị Lan")]
    [InlineData("NGUYỄN THỊ LAN")]
    [InlineData("Nguyễn  thị Lan")]
    public async Task the_same_number_and_name_is_the_same_person(string name)
    {
        using var vault = Someone.Vault(database);
        var first = await vault.KeepAsync(Someone.Lan("068185000201"), None);

        var again = await vault.KeepAsync(Someone.Lan("068 185 000 201") with { FullName = name }, None);

        again.PersonId.ShouldBe(first.PersonId);
        again.New.ShouldBeFalse();
        again.Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_same_number_under_another_name_is_another_person_and_a_finding()
    {
        using var vault = Someone.Vault(database);
        var lan = await vault.KeepAsync(Someone.Lan("068185000202"), None);

        var minh = await vault.KeepAsync(Someone.Minh("068185000202"), None);
        var minhAgain = await vault.KeepAsync(Someone.Minh("068185000202"), None);

        minh.New.ShouldBeTrue();
        minh.PersonId.ShouldNotBe(lan.PersonId);
        minh.Findings.ShouldBe(["citizen-id-under-another-name"]);
        minhAgain.PersonId.ShouldBe(minh.PersonId);
        minhAgain.Findings.ShouldBe(["citizen-id-under-another-name"]);
    }

    [Fact]
    public async Task the_same_number_and_name_with_another_birth_year_is_another_person_and_a_finding()
    {
        using var vault = Someone.Vault(database);
        await vault.KeepAsync(Someone.Lan("068185000203"), None);

        var other = await vault.KeepAsync(Someone.Lan("068185000203") with { BirthDate = null, BirthYear = 1958 }, None);

        other.New.ShouldBeTrue();
        other.Findings.ShouldBe(["citizen-id-under-another-birth-year"]);
    }

    [Fact]
    public async Task the_old_number_leads_to_the_person_unless_the_personal_number_contradicts()
    {
        using var vault = Someone.Vault(database);
        var lan = await vault.KeepAsync(Someone.Lan("068185000204") with { OldIdNumber = "250000204" }, None);

        var byOld = await vault.KeepAsync(Someone.Lan("068185000204") with { CitizenId = null, OldIdNumber = "250000204" }, None);
        var namesake = await vault.KeepAsync(Someone.Lan("068185000299") with { OldIdNumber = "250000204" }, None);

        byOld.PersonId.ShouldBe(lan.PersonId);
        namesake.New.ShouldBeTrue();
        namesake.Findings.ShouldBe(["old-id-under-another-person"]);
    }

    [Fact]
    public async Task an_organisation_is_known_by_its_number_and_name()
    {
        using var vault = Someone.Vault(database);
        var company = new Person { Kind = PersonKind.Organisation, FullName = "Công ty A", OrganisationId = "0100109106" };
        var first = await vault.KeepAsync(company, None);

        (await vault.KeepAsync(company with { FullName = "CÔNG TY A" }, None)).PersonId.ShouldBe(first.PersonId);
        (await vault.KeepAsync(company with { FullName = "Công ty B" }, None)).Findings.ShouldBe(["organisation-id-under-another-name"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("000000000000")]
    [InlineData("12345")]
    [InlineData("không có")]
    public async Task name_and_birth_year_alone_make_nobody_the_same(string? filler)
    {
        using var vault = Someone.Vault(database);
        var person = Someone.Lan("") with { CitizenId = filler };

        var kept = await vault.KeepManyAsync([person, person], None);

        kept.ShouldAllBe(one => one.New && one.Findings.Length == 0);
    }

    [Fact]
    public async Task gaps_are_filled_and_nothing_is_overwritten()
    {
        using var vault = Someone.Vault(database);
        var full = Someone.Lan("068185000205") with { OldIdNumber = "250000205" };
        var kept = await vault.KeepAsync(full with { BirthDate = null, BirthYear = 1985, OldIdNumber = null, Address = "Thôn 1" }, None);

        var again = await vault.KeepAsync(full, None);

        again.ShouldSatisfyAllConditions(
            () => again.PersonId.ShouldBe(kept.PersonId),
            () => again.Findings.ShouldBe(["person-details-differ"]));
        (await vault.ReadAsync(kept.PersonId, None)).ShouldBe(full with { BirthYear = 1985, Address = "Thôn 1" });
        (await vault.FindByIdNumberAsync("250000205", None)).ShouldBe([kept.PersonId]);
    }

    [Fact]
    public async Task a_number_that_was_not_taken_over_does_not_lead_to_the_person()
    {
        using var vault = Someone.Vault(database);
        var lan = Someone.Lan("068185000206") with { OldIdNumber = "250000206", Sex = null };
        await vault.KeepAsync(lan, None);

        var again = await vault.KeepAsync(lan with { OldIdNumber = "250000207", Sex = Sex.Female }, None);

        again.Findings.ShouldBe(["person-details-differ"]);
        (await vault.FindByIdNumberAsync("250000207", None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task sixteen_at_once_make_one_person()
    {
        using var vault = Someone.Vault(database);

        // Nobody can write before all sixteen have looked, or wait for their turn to look.
        await using var gate = await database.DataSource.OpenConnectionAsync();
        await using var shut = await gate.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table vault.person_index in exclusive mode", gate))
        {
            await command.ExecuteNonQueryAsync();
        }

        var keeping = Enumerable.Range(0, 16).Select(_ => Task.Run(() => vault.KeepAsync(Someone.Lan("068185000208"), None))).ToList();
        await WaitingAsync(gate, keeping.Count);
        await shut.CommitAsync();
        var kept = await Task.WhenAll(keeping);

        kept.Select(one => one.PersonId).Distinct().Count().ShouldBe(1);
        kept.Count(one => one.New).ShouldBe(1);
    }

    [Fact]
    public async Task two_who_fill_different_gaps_at_once_lose_nothing()
    {
        using var vault = Someone.Vault(database);
        for (var i = 0; i < 20; i++)
        {
            var full = Someone.Lan($"0681850003{i:00}") with { OldIdNumber = $"2500003{i:00}" };
            var kept = await vault.KeepAsync(full with { Sex = null, Address = null }, None);

            await Task.WhenAll(
                vault.KeepAsync(full with { OldIdNumber = null, Address = null }, None),
                vault.KeepAsync(full with { CitizenId = null, Sex = null }, None));

            (await vault.ReadAsync(kept.PersonId, None)).ShouldBe(full);
        }
    }

    [Fact]
    public async Task keeping_many_is_keeping_one_after_the_other()
    {
        using var one = Someone.Vault(database);
        using var many = Someone.Vault(database);
        var persons = Population(5_000);

        var together = await many.KeepManyAsync(persons, None);
        var apart = new List<Kept>();
        foreach (var person in persons.Take(600))
        {
            apart.Add(await one.KeepAsync(person, None));
        }

        Outcome(together.Take(600)).ShouldBe(Outcome(apart));
        Outcome(together).ShouldContain(line => line.Contains("another-name"));
        together.Count(kept => !kept.New).ShouldBeGreaterThan(1_000);
        var values = await many.ReadManyAsync([.. together.Take(600).Select(kept => kept.PersonId)], None);
        var valuesApart = await one.ReadManyAsync([.. apart.Select(kept => kept.PersonId)], None);
        for (var i = 0; i < 600; i++)
        {
            values[together[i].PersonId].FullName.ShouldBe(valuesApart[apart[i].PersonId].FullName);
        }
    }

    private static async Task WaitingAsync(NpgsqlConnection connection, int sessions)
    {
        await using var command = new NpgsqlCommand(
            "select count(*), pg_sleep(0.02) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
            connection);
        for (var look = 0; await command.ExecuteScalarAsync() is long waiting && waiting < sessions; look++)
        {
            look.ShouldBeLessThan(1_000, "the sessions never came to wait");
            await using var forget = new NpgsqlCommand("select pg_stat_clear_snapshot()", connection);
            await forget.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Ids are random; what counts is who is whom, by place of first appearance.</summary>
    private static List<string> Outcome(IEnumerable<Kept> kept)
    {
        var places = new Dictionary<Guid, int>();
        return [.. kept.Select(one =>
        {
            places.TryAdd(one.PersonId, places.Count);
            return $"{places[one.PersonId]} {one.New} {string.Join(',', one.Findings)}";
        })];
    }

    /// <summary>Owners as files have them: many come back, some without a date, some under a number not theirs.</summary>
    private static List<Person> Population(int count)
    {
        var random = new Random(20261122);
        string[] names = ["Nguyễn Thị Lan", "Trần Văn Minh", "K' Brèo", "Lê Hoàng Anh"];
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var who = random.Next(1, count / 4);
            return new Person
            {
                Kind = PersonKind.Individual,
                FullName = names[random.Next(20) == 0 ? random.Next(names.Length) : who % names.Length],
                BirthDate = random.Next(3) == 0 ? null : new LocalDate(1950 + (who % 50), 1 + (who % 12), 1 + (who % 28)),
                CitizenId = random.Next(10) == 0 ? null : $"068{who:000000000}",
                OldIdNumber = random.Next(2) == 0 ? null : $"25{who:0000000}",
            };
        })];
    }
}
