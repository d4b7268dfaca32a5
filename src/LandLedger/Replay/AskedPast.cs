using System.Globalization;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;

namespace LandLedger.Replay;

/// <summary>What a reader asks about one plot's past, and why it cannot be told when it cannot.</summary>
/// <param name="now">The plot as it is.</param>
/// <param name="history">Its past.</param>
/// <param name="clock">The instant of asking.</param>
public sealed class AskedPast(PlotCard now, PlotPast history, Instant clock)
{
    /// <summary>The card that exactly one of the three names, or the refusal.</summary>
    public Task<(PlotCard? Card, ProblemDetails? Refusal)> ReadAsync(
        string? asOf, string? version, string? certificate, CancellationToken cancellation) => (asOf, version, certificate) switch
    {
        ({ } instant, null, null) => AtAsync(instant, cancellation),
        (null, { } number, null) => VersionAsync(number, cancellation),
        (null, null, { } serial) => CertificateAsync(serial, cancellation),
        _ => Task.FromResult<(PlotCard?, ProblemDetails?)>((null, Refusal.Because("past-named-twice"))),
    };

    /// <summary>As recorded at an instant or at the end of a day.</summary>
    public async Task<(PlotCard? Card, ProblemDetails? Refusal)> AtAsync(string written, CancellationToken cancellation)
    {
        if (PastMoment.Read(written, clock, out var refusal) is not { } moment)
            return (null, Refusal.Because(refusal, refusal == "past-in-future" ? Text(clock) : null));
        if (await history.AtAsync(now.Id, moment, cancellation) is { } card)
            return (card, null);
        return (null, Refusal.Because("plot-not-yet-recorded", Text((await history.BeganAsync(now.Id, cancellation)).Recorded)));
    }

    /// <summary>At a version.</summary>
    public async Task<(PlotCard? Card, ProblemDetails? Refusal)> VersionAsync(string written, CancellationToken cancellation)
    {
        if (written.Length == 0 || !written.All(char.IsAsciiDigit))
            return (null, Refusal.Because("past-unreadable", "version"));
        return long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version >= 1
            && await history.AtVersionAsync(now.Id, version, cancellation) is { } card
            ? (card, null)
            : (null, Refusal.Because("version-not-found", $"1–{now.Version}"));
    }

    private async Task<(PlotCard? Card, ProblemDetails? Refusal)> CertificateAsync(string serial, CancellationToken cancellation)
    {
        var asked = serial.Trim().Normalize();
        if (Array.Find(now.Certificates, held => string.Equals(held.Serial, asked, StringComparison.OrdinalIgnoreCase)) is not { } certificate)
            return (null, Refusal.Because("certificate-not-found"));
        if (certificate.IssuedOn is not { } issued)
            return (null, Refusal.Because("certificate-date-unknown"));
        if (await history.InForceAsync(now.Id, issued, cancellation) is { } card)
            return (card, null);
        var since = (await history.BeganAsync(now.Id, cancellation)).InForce;
        return (null, Refusal.Because("plot-not-yet-in-force", since is { } day ? LocalDatePattern.Iso.Format(day) : null));
    }

    private static string Text(Instant instant) => InstantPattern.ExtendedIso.Format(instant);
}
