using System.Text;
using LandLedger.Persons;
using NodaTime;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Persons;

[Collection("vault")]
public sealed class PersonVaultTests(VaultDatabase database)
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task what_was_kept_is_read_back()
    {
        using var vault = Someone.Vault(database);
        Person[] persons =
        [
            Someone.Lan("068185000101") with { OldIdNumber = "250000101" },
            new() { Kind = PersonKind.Household, FullName = "Hộ ông K' Brèo", BirthYear = 1960 },
            new() { Kind = PersonKind.Organisation, FullName = "Công ty \"Đà Lạt\" <TNHH>", OrganisationId = "0100109106" },
            new() { Kind = PersonKind.Community, FullName = "Cộng đồng dân cư thôn 5" },
        ];

        var kept = await vault.KeepManyAsync(persons, None);

        var read = await vault.ReadManyAsync([.. kept.Select(one => one.PersonId)], None);
        kept.Select(one => read[one.PersonId]).ShouldBe(persons);
        kept.ShouldAllBe(one => one.New && one.Findings.Length == 0);
        (await vault.ReadAsync(kept[0].PersonId, None)).ShouldBe(persons[0]);
        (await vault.ReadAsync(Guid.Parse("00000000-0000-4000-8000-000000000001"), None)).ShouldBeNull();
    }

    [Fact]
    public async Task text_is_kept_trimmed_and_composed()
    {
        using var vault = Someone.Vault(database);
        var decomposed = " Nguyễn Thị Lan ".Normalize(NormalizationForm.FormD);

        var kept = await vault.KeepAsync(Someone.Lan("068185000102") with { FullName = decomposed, OldIdNumber = " " }, None);

        (await vault.ReadAsync(kept.PersonId, None)).ShouldBe(Someone.Lan("068185000102"));
    }

    [Fact]
    public async Task a_person_without_a_name_is_refused_without_a_word_about_them()
    {
        using var vault = Someone.Vault(database);

        var refusal = await Should.ThrowAsync<ArgumentException>(
            () => vault.KeepAsync(Someone.Lan("068185000103") with { FullName = "  " }, None));

        refusal.ToString().ShouldNotContain("068185000103");
    }

    [Fact]
    public async Task a_dump_of_the_tables_tells_nothing()
    {
        using var vault = Someone.Vault(database);
        await vault.KeepAsync(Someone.Lan("068185000104") with { FullName = "Canary Zwxqj Bird", OldIdNumber = "250000104" }, None);

        var dump = await DumpAsync("vault.person") + await DumpAsync("vault.person_index");

        dump.Length.ShouldBeGreaterThan(200);
        foreach (var clear in (string[])["Canary", "Zwxqj", "068185000104", "250000104", "1985-02-01", "Đức Trọng"])
        {
            dump.ShouldNotContain(clear, Case.Insensitive, "clear text");
            dump.ShouldNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(clear)), Case.Insensitive, "clear bytes");
        }
    }

    [Fact]
    public async Task the_length_of_a_name_does_not_show()
    {
        using var vault = Someone.Vault(database);
        var shortName = await vault.KeepAsync(Bare("Ly"), None);
        var longName = await vault.KeepAsync(Bare("Nguyễn Phước Bảo Quý"), None);

        (await SealedAsync(longName.PersonId)).Length.ShouldBe((await SealedAsync(shortName.PersonId)).Length);

        static Person Bare(string name) => new() { Kind = PersonKind.Individual, FullName = name };
    }

    [Theory]
    [InlineData("sealed")]
    [InlineData("sealed, wrapped_key")]
    public async Task bytes_moved_to_another_person_do_not_open(string columns)
    {
        using var vault = Someone.Vault(database);
        var lan = await vault.KeepAsync(new Person { Kind = PersonKind.Individual, FullName = "Lan" }, None);
        var minh = await vault.KeepAsync(new Person { Kind = PersonKind.Individual, FullName = "Minh" }, None);
        await ExecuteAsync(
            $"update vault.person p set ({columns}) = (select {columns} from vault.person o where o.id = $2) where p.id = $1",
            lan.PersonId, minh.PersonId);

        await Should.ThrowAsync<SealBrokenException>(() => vault.ReadAsync(lan.PersonId, None));
        (await vault.ReadAsync(minh.PersonId, None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task another_key_opens_nothing()
    {
        using var vault = Someone.Vault(database);
        using var stranger = Someone.Vault(database);
        var kept = await vault.KeepAsync(Someone.Lan("068185000105"), None);

        await Should.ThrowAsync<SealBrokenException>(() => stranger.ReadAsync(kept.PersonId, None));
        (await stranger.FindByIdNumberAsync("068185000105", None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_row_stored_by_the_first_release_opens()
    {
        var file = Someone.NewKeyFile();
        await File.WriteAllTextAsync(file, StoredRow.KeyFile);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var vault = new PersonVault(database.DataSource, new FileKeyVault(file));
        await ExecuteAsync(
            "insert into vault.person (id, key_id, wrapped_key, sealed) values ($1, $2, $3, $4)",
            StoredRow.Id, StoredRow.KeyId, Convert.FromHexString(StoredRow.WrappedKey), Convert.FromHexString(StoredRow.Sealed));

        (await vault.ReadAsync(StoredRow.Id, None)).ShouldBe(StoredRow.Person);
    }

    [Fact]
    public async Task numbers_and_names_lead_to_their_holders()
    {
        using var vault = Someone.Vault(database);
        var lan = await vault.KeepAsync(Someone.Lan("068185000106") with { OldIdNumber = "250000106" }, None);
        var minh = await vault.KeepAsync(Someone.Minh("068185000106"), None);

        (await vault.FindByIdNumberAsync("068 185 000 106", None)).ShouldBe([lan.PersonId, minh.PersonId]);
        (await vault.FindByIdNumberAsync("250000106", None)).ShouldBe([lan.PersonId]);
        (await vault.FindByIdNumberAsync("068185000199", None)).ShouldBeEmpty();
        (await vault.FindByIdNumberAsync("not a number", None)).ShouldBeEmpty();
        (await vault.FindByNameAsync("NGUYỄN THỊ  LAN", 1985, None)).ShouldBe([lan.PersonId]);
        (await vault.FindByNameAsync("Nguyễn Thị Lan", 1986, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task what_the_index_finds_is_compared_again()
    {
        using var vault = Someone.Vault(database);
        var lan = Someone.Lan("068185000111");
        await vault.KeepAsync(lan with { BirthDate = null }, None);
        await vault.KeepAsync(lan, None);

        // The token of the name without a year is still there, as that of a stranger might be.
        (await vault.FindByNameAsync(lan.FullName, null, None)).ShouldBeEmpty();
        (await vault.FindByNameAsync(lan.FullName, 1985, None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_erased_person_is_gone_for_good()
    {
        using var vault = Someone.Vault(database);
        var kept = await vault.KeepAsync(Someone.Lan("068185000107"), None);
        await vault.MaskedAsync([kept.PersonId], None);

        (await vault.EraseAsync(kept.PersonId, None)).ShouldBeTrue();

        (await vault.ReadAsync(kept.PersonId, None)).ShouldBeNull();
        (await vault.FindByIdNumberAsync("068185000107", None)).ShouldBeEmpty();
        (await vault.MaskedAsync([kept.PersonId], None))[kept.PersonId].Name.ShouldBe("[đã hủy]");
        (await ScalarAsync("select count(*) from vault.person_index where person_id = $1", kept.PersonId)).ShouldBe(0L);
        (await vault.EraseAsync(kept.PersonId, None)).ShouldBeFalse();
    }

    [Fact]
    public async Task masked_values_come_from_memory_for_five_minutes()
    {
        var clock = new StandingClock();
        using var vault = Someone.Vault(database, clock);
        var kept = await vault.KeepAsync(Someone.Lan("068185000108"), None);
        var masked = new MaskedPerson("N. T. Lan", "0681******08", 1985);
        (await vault.MaskedAsync([kept.PersonId, kept.PersonId], None))[kept.PersonId].ShouldBe(masked);
        await ExecuteAsync("update vault.person set sealed = '\\x00' where id = $1", kept.PersonId);

        clock.Move(TimeSpan.FromMinutes(4.9));
        (await vault.MaskedAsync([kept.PersonId], None))[kept.PersonId].ShouldBe(masked);

        clock.Move(TimeSpan.FromMinutes(0.2));
        await Should.ThrowAsync<SealBrokenException>(() => vault.MaskedAsync([kept.PersonId], None));
    }

    [Fact]
    public async Task masked_values_follow_a_change_at_once()
    {
        using var vault = Someone.Vault(database);
        var lan = Someone.Lan("068185000109");
        var kept = await vault.KeepAsync(lan with { BirthDate = null }, None);
        (await vault.MaskedAsync([kept.PersonId], None))[kept.PersonId].BirthYear.ShouldBeNull();

        await vault.KeepAsync(lan, None);

        (await vault.MaskedAsync([kept.PersonId], None))[kept.PersonId].BirthYear.ShouldBe(1985);
    }

    [Fact]
    public void neither_clear_nor_masked_persons_print_themselves()
    {
        var lan = Someone.Lan("068185000110");

        $"{lan}".ShouldBe("***");
        $"{Masking.Of(lan)}".ShouldBe("***");
    }

    private async Task<byte[]> SealedAsync(Guid id) => (byte[])(await ScalarAsync("select sealed from vault.person where id = $1", id))!;

    private async Task<string> DumpAsync(string table) =>
        (string)(await ScalarAsync($"select string_agg(t::text, chr(10)) from {table} t"))!;

    private async Task<object?> ScalarAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync();
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = database.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}

file static class StoredRow
{
    public const string KeyFile =
        "mac AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\nkek first AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=\n";
    public const string KeyId = "first";
    public const string WrappedKey = 
        "01040404040404040404040404074fd20dfd4893599e5dd4e3b5401aa518b1daca81289878bdc13bdac8b80adaccdabcf39f59a2e0c955ac6cfa11f03e";
    public const string Sealed = 
        "010505050505050505050505056d00b40ddcb8357b8847a467ba912e36422614135d14906e4b71176c664ef70214ffee3f656e6380251b1da0911c60"
        + "4daecadfcd7031a780b92a23bb392de75d2d2ceba5749d46fd1341ad07206ac3d4ca8d3f72741a361b32be03908ee4875b23556002c34f409841a34e"
        + "2207d95e1f8902eeebe9e2c622ba223be18b9fad7464305d94c804faaf397ea7f8261c83e67ba99770368a8e053487f18219089f7cfddf628303baf8"
        + "4aceccf7409729cda1fce9ff7ec2c779c415e567ff27a877a26fbce6d04dbfe7375de5d567f5449cbde31c5ff63f6b24f28aca47b3daa35361b419f9"
        + "1ca2a5257966976e5cfc5e233e43b9240dd1e8ca490451e0c01d78c2ca05468fd48d124c24757df3f39a3a79f3";

    public static readonly Guid Id = Guid.Parse("6f1f5c0e-0000-4000-8000-000000000001");

    public static readonly Person Person = new()
    {
        Kind = PersonKind.Individual,
        FullName = "Nguyễn Thị Lan",
        BirthDate = new LocalDate(1985, 2, 1),
        BirthYear = 1985,
        Sex = Sex.Female,
        CitizenId = "068185000001",
        OldIdNumber = "250000001",
        Address = "Thôn 5, xã Đức Trọng",
        OrganisationId = "0100109106",
    };
}
