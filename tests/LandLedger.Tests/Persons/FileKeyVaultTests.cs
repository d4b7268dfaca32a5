using LandLedger.Persons;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Persons;

public sealed class FileKeyVaultTests
{
    private static readonly byte[] DataKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void the_first_use_makes_a_file_for_the_owner_only_and_later_ones_read_it()
    {
        var path = Path.Combine(Path.GetDirectoryName(Someone.NewKeyFile())!, "deeper", "keys");
        var wrapped = new FileKeyVault(path).Wrap(DataKey, "here"u8);
        var later = new FileKeyVault(path);

        later.Unwrap(later.KeyId, wrapped, "here"u8).ShouldBe(DataKey);
        later.Mac("a", "x"u8).ShouldBe(new FileKeyVault(path).Mac("a", "x"u8));
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void a_file_that_others_can_open_is_refused(UnixFileMode more)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var path = Someone.NewKeyFile();
        new FileKeyVault(path).KeyId.ShouldStartWith("file-");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | more);
        }

        Should.Throw<InvalidOperationException>(() => new FileKeyVault(path).KeyId).Message.ShouldContain("0600");
    }

    [Theory]
    [InlineData("")]
    [InlineData("mac AAAA\nkek a AAAA\n")]
    [InlineData("something else\n")]
    public void a_file_that_holds_no_keys_is_refused_without_quoting_it(string text)
    {
        var path = WithText(text);

        Should.Throw<InvalidOperationException>(() => new FileKeyVault(path).KeyId).Message.ShouldNotContain("AAAA");
    }

    [Fact]
    public void a_wrapped_key_opens_in_its_place_and_under_its_key_only()
    {
        var keys = new FileKeyVault(Someone.NewKeyFile());
        var wrapped = keys.Wrap(DataKey, "here"u8);

        Should.Throw<SealBrokenException>(() => keys.Unwrap(keys.KeyId, wrapped, "there"u8));
        Should.Throw<SealBrokenException>(() => keys.Unwrap("another", wrapped, "here"u8));
        var stranger = new FileKeyVault(Someone.NewKeyFile());
        Should.Throw<SealBrokenException>(() => stranger.Unwrap(stranger.KeyId, wrapped, "here"u8));
    }

    [Fact]
    public void a_new_key_wraps_while_the_earlier_one_still_unwraps_and_hashes_stay()
    {
        var first = $"mac {Base64(1)}\nkek first {Base64(2)}\n";
        var before = new FileKeyVault(WithText(first));
        var after = new FileKeyVault(WithText(first + $"kek second {Base64(3)}\n"));
        var wrapped = before.Wrap(DataKey, "here"u8);

        after.KeyId.ShouldBe("second");
        after.Unwrap("first", wrapped, "here"u8).ShouldBe(DataKey);
        after.Unwrap("second", after.Wrap(DataKey, "here"u8), "here"u8).ShouldBe(DataKey);
        after.Mac("cccd/v1", "068185000001"u8).ShouldBe(before.Mac("cccd/v1", "068185000001"u8));
    }

    /// <summary>Indexes and record hashes are stored: the derivation never changes. Expected values from another implementation.</summary>
    [Theory]
    [InlineData("cccd/v1", "068185000001", "4819fd2db934bc786f5d0fa61efb1315d93404ef682cfd26a8e8a3c5be4fcc72")]
    [InlineData("scan/v1", "", "112f4a7f385456a38adb5b80802f9a1f0c809d07f9bebeba49a434a67d94371f")]
    public void a_mac_is_hmac_sha256_under_a_key_expanded_for_its_purpose(string purpose, string data, string expected) =>
        Convert.ToHexStringLower(new FileKeyVault(WithText($"mac {Base64(1)}\nkek first {Base64(2)}\n"))
            .Mac(purpose, System.Text.Encoding.ASCII.GetBytes(data))).ShouldBe(expected);

    [Fact]
    public void many_first_uses_at_once_agree_on_one_file()
    {
        var path = Someone.NewKeyFile();
        var names = new string[16];

        Parallel.For(0, names.Length, i => names[i] = new FileKeyVault(path).KeyId);

        names.Distinct().Count().ShouldBe(1);
    }

    private static string Base64(byte filler) => Convert.ToBase64String(Enumerable.Repeat(filler, 32).ToArray());

    private static string WithText(string text)
    {
        var path = Someone.NewKeyFile();
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }
}
