using LandLedger.Storage;
using LandLedger.Tests.Verify;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Storage;

public sealed class A_name_of_a_file : IDisposable
{
    private readonly Folder folder = new();

    [Fact]
    public async Task is_given_once_however_many_ask_at_once()
    {
        const int Rounds = 100, Askers = 4;
        using var together = new Barrier(Askers);
        for (var round = 0; round < Rounds; round++)
        {
            var name = folder.At($"name-{round}");
            var given = await Task.WhenAll(Enumerable.Range(0, Askers).Select(asker => OwnThread.Run(() =>
            {
                var draft = folder.At($"draft-{round}-{asker}");
                File.WriteAllText(draft, $"{asker}");
                together.SignalAndWait();
                return Gives(draft, name);
            })));

            given.Count(gave => gave).ShouldBe(1);
            File.ReadAllText(name).ShouldBe($"{Array.IndexOf(given, true)}");
            Enumerable.Range(0, Askers).Select(asker => File.Exists(folder.At($"draft-{round}-{asker}"))).ShouldBe(given.Select(gave => !gave));
        }
    }

    [Fact]
    public void is_not_given_to_what_is_not_there()
    {
        Should.Throw<FileNotFoundException>(() => FileNames.Give(folder.At("draft"), folder.At("name")));
        File.Exists(folder.At("name")).ShouldBeFalse();
    }

    public void Dispose() => folder.Dispose();

    private static bool Gives(string draft, string name)
    {
        try
        {
            FileNames.Give(draft, name);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
