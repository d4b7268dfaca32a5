using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using NodaTime;
using NodaTime.Text;

namespace LandLedger.VnLis;

/// <summary>The national land information system, as far as the ledger sends to it (docs/reference/vnlis.md).</summary>
public interface IVnLis
{
    /// <summary>Sends one version of one plot.</summary>
    /// <param name="record">The plot.</param>
    /// <param name="recordMac">Keyed hash of the record's bytes, lower-case hex; part of the idempotency key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CounterpartFailedException">No usable answer; the caller may send again.</exception>
    /// <exception cref="CounterpartRefusedException">The call itself is wrong, or the key.</exception>
    Task<VnLisAnswer> SendAsync(NationalRecord record, string recordMac, CancellationToken cancellation);
}

/// <summary>A receipt, or a code of rejection with a reason.</summary>
public sealed record VnLisAnswer(string? Receipt, string? Code, string? Reason);

/// <summary>A plot in the shape of the contract. Holds personal data: lives from the vault to the wire and nowhere else.</summary>
public sealed record NationalRecord(
    int SchemaVersion, Guid PlotId, long LedgerVersion, NationalPlotNumber PlotNumber, string? PlotCode, string AreaSquareMetres,
    NationalLandUse[] LandUses, PlotAddress? Address, CardCertificate[] Certificates, NationalHolder[] Holders)
{
    /// <summary>A card with its persons.</summary>
    public static NationalRecord Of(PlotCard card, IReadOnlyDictionary<Guid, Person> persons) => new(
        1, card.Id, card.Version,
        new(card.PlotNumber.Commune, card.PlotNumber.CodeListDate, card.PlotNumber.Sheet, card.PlotNumber.Plot),
        card.PlotCode, Text(card.AreaSquareMetres),
        [.. card.LandUses.Select(use => new NationalLandUse(use.Purpose, Text(use.AreaSquareMetres), use.Origin, use.Form, use.Term))],
        card.Address, card.Certificates,
        [.. card.Holders.Where(holder => persons.ContainsKey(holder.PersonId)).Select(holder => NationalHolder.Of(holder, persons[holder.PersonId]))]);

    /// <summary>The bytes as they go over the wire.</summary>
    public byte[] Bytes() => JsonSerializer.SerializeToUtf8Bytes(this, CounterpartCall.Json);

    /// <inheritdoc />
    public override string ToString() => "***";

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A plot number in the contract.</summary>
public sealed record NationalPlotNumber(string Commune, LocalDate CodeListDate, string Sheet, string Plot);

/// <summary>A land use in the contract.</summary>
public sealed record NationalLandUse(string Purpose, string AreaSquareMetres, string? Origin, string? Form, string? Term);

/// <summary>A holder in the contract.</summary>
public sealed record NationalHolder(
    PersonKind Kind, string FullName, string? CitizenId, string? BirthDate, HolderRole Role, string Share)
{
    /// <summary>A holder with the person. Where only the year of birth is known, that is what is sent.</summary>
    public static NationalHolder Of(CardHolder holder, Person person) => new(
        holder.Kind, person.FullName, person.CitizenId,
        person.BirthDate is { } day ? LocalDatePattern.Iso.Format(day) : person.BirthYear?.ToString("0000", CultureInfo.InvariantCulture),
        holder.Role, holder.Share);

    /// <inheritdoc />
    public override string ToString() => "***";
}

/// <summary>Speaks the contract over HTTP.</summary>
public sealed class VnLisClient(HttpClient http) : IVnLis
{
    private const string Name = "vnlis";

    /// <inheritdoc />
    public async Task<VnLisAnswer> SendAsync(NationalRecord record, string recordMac, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"vnlis/v1/plots/{record.PlotId}")
        {
            Content = new ByteArrayContent(record.Bytes()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        // Same version and same record, same key. The hash is in it because a person's gaps may be filled in the vault without a new version
        // of the plot: VnLIS then judges the fuller record by itself instead of refusing the key for ever.
        request.Headers.Add("Idempotency-Key", $"{record.PlotId}:{record.LedgerVersion}:{recordMac[..16]}");
        using var answer = await CounterpartCall.SendAsync(http, request, Name, cancellation);
        var body = answer.Body.RootElement;
        if (answer.Status == HttpStatusCode.OK && Text(body, "receipt") is { Length: > 0 and <= 200 } receipt
            && Text(body, "plotId") == record.PlotId.ToString()
            && Text(body, "ledgerVersion") == record.LedgerVersion.ToString(CultureInfo.InvariantCulture))
            return new(receipt, null, null);
        if (answer.Status == HttpStatusCode.UnprocessableEntity && Text(body, "code") is { Length: > 0 and <= 100 } code)
            return new(null, code, Text(body, "reason"));
        throw new CounterpartFailedException(Name, $"answered {(int)answer.Status} in a shape that the contract does not know");
    }

    private static string? Text(JsonElement body, string member) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(member, out var value) ? value.ToString() : null;
}
