using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LandLedger.Audit;
using LandLedger.Persons;
using LandLedger.Plumbing;
using Wolverine;

namespace LandLedger.Proof;

/// <summary>
/// Seals messages that wait in the database until they become events. A row forged or altered there would otherwise come out as a
/// properly signed event.
/// </summary>
/// <param name="keys">Its keyed hash is out of the database's reach.</param>
public sealed class MessageSeal(IKeyVault keys)
{
    /// <summary>Headers of the seal, and of who asked for the message.</summary>
    public const string Header = "seal", Subject = "subject";

    /// <summary>Seals a message together with who asked for it.</summary>
    public void Put(Envelope envelope)
    {
        if (envelope.Message is not null)
            envelope.Headers[Header] = Of(envelope);
    }

    /// <summary>Refuses a message that this ledger did not write as it is.</summary>
    /// <exception cref="ForgedMessageException">There is no seal, or it is of another message or another person.</exception>
    public void Check(Envelope envelope)
    {
        var mine = envelope.Headers.TryGetValue(Header, out var given) && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(given ?? ""), Encoding.ASCII.GetBytes(Of(envelope)));
        var same = string.IsNullOrEmpty(envelope.UserName)
            || (envelope.Headers.TryGetValue(Subject, out var subject) && subject == envelope.UserName);
        if (!mine || !same)
            throw new ForgedMessageException(envelope.Message?.GetType().Name ?? "unknown");
    }

    private string Of(Envelope envelope)
    {
        var carried = ((string[])[Subject, .. Provenance.Carried])
            .Select(header => envelope.Headers.TryGetValue(header, out var value) ? value ?? "" : "");
        var type = envelope.Message!.GetType();
        var text = JsonSerializer.SerializeToUtf8Bytes(
            new { type = type.FullName, message = JsonSerializer.SerializeToElement(envelope.Message, type, LedgerJson.Stored), carried },
            LedgerJson.Stored);
        return Convert.ToHexStringLower(keys.Mac("message/v1", text));
    }
}

/// <summary>A waiting message is not the one that was written.</summary>
/// <param name="type">Its type.</param>
public sealed class ForgedMessageException(string type) : Exception($"A waiting message {type} was not written by this ledger, or was altered.");
