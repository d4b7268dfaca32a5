using JasperFx.Events;
using LandLedger.Access;
using LandLedger.Proof;
using Marten;
using Marten.Services;
using Wolverine;
using Wolverine.Runtime;

namespace LandLedger.Audit;

/// <summary>
/// Who recorded an event, in what role, from where and why: metadata of every event, taken from the access token and never from
/// a header or body of the request.
/// </summary>
public static class Provenance
{
    /// <summary>Header names, as they are stored beside each event and travel with each message.</summary>
    public const string Name = "name", Roles = "roles", Office = "office", Session = "session", Client = "client",
        Reason = "reason", ImportRun = "import-run";

    /// <summary>Those that a message carries on to the events its handler records.</summary>
    public static readonly string[] Carried = [Name, Roles, Office, Session, Client, Reason, ImportRun];

    /// <summary>What the request of a signed-in person says of itself.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(HttpContext http)
    {
        yield return new(Name, http.User.DisplayName());
        yield return new(Roles, http.User.RoleList());
        yield return new(Office, http.User.Office());
        yield return new(Session, http.User.FindFirst("sid")?.Value ?? "");
        yield return new(Client, http.Connection.RemoteIpAddress?.ToString() ?? "");
        // Known once the command has been read; a session that was opened before gets it from the gate.
        if (http.Items[Reason] is string reason)
            yield return new(Reason, reason);
    }
}

/// <summary>Opens sessions that already know who acts, so that events are stamped when they are appended.</summary>
public sealed class LedgerSessions(IDocumentStore store, IHttpContextAccessor http) : ISessionFactory
{
    /// <inheritdoc />
    public IQuerySession QuerySession() => store.QuerySession();

    /// <inheritdoc />
    public IDocumentSession OpenSession()
    {
        var session = store.LightweightSession();
        if (http.HttpContext is { User.Identity.IsAuthenticated: true } call)
        {
            session.LastModifiedBy = call.User.Subject();
            foreach (var (key, value) in Provenance.Of(call))
                session.SetHeader(key, value);
        }

        return session;
    }
}

/// <summary>
/// Stops a commit that would record an event without an actor. The database has the same rule as a CHECK, for paths that pass by here.
/// </summary>
public sealed class NothingAnonymous : DocumentSessionListenerBase
{
    /// <inheritdoc />
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        foreach (var stream in session.PendingChanges.Streams())
        {
            if (stream.Events.Any(recorded => string.IsNullOrEmpty(recorded.UserName)))
                throw new InvalidOperationException($"An event of stream {stream.Id} has no actor; nothing was recorded.");
        }

        return Task.CompletedTask;
    }
}

/// <summary>Lets a message carry on who asked for it, sealed together with what it says.</summary>
public sealed class ProvenanceRule(MessageSeal seal) : IEnvelopeRule
{
    private readonly HttpContextAccessor http = new();

    /// <inheritdoc />
    public void Modify(Envelope envelope)
    {
        if (http.HttpContext is { User.Identity.IsAuthenticated: true } call)
        {
            foreach (var (key, value) in Provenance.Of(call))
                envelope.Headers[key] = value;
            if (call.Items[Provenance.Reason] is string reason)
                envelope.Headers[Provenance.Reason] = reason;
            envelope.Headers[MessageSeal.Subject] = call.User.Subject();
        }

        seal.Put(envelope);
    }

    /// <inheritdoc />
    public void ApplyCorrelation(IMessageContext originator, Envelope outgoing)
    {
        if (originator.Envelope is not { } source)
        {
            Modify(outgoing);
            return;
        }

        foreach (var key in (string[])[MessageSeal.Subject, .. Provenance.Carried])
        {
            if (source.Headers.TryGetValue(key, out var value))
                outgoing.Headers[key] = value;
        }

        seal.Put(outgoing);
    }
}

/// <summary>Puts what the message carried onto the session of its handler; a message that is not genuine goes no further.</summary>
public static class HandlerProvenance
{
    /// <summary>Runs before each handler.</summary>
    public static void Before(Envelope envelope, IDocumentSession session, MessageSeal seal)
    {
        seal.Check(envelope);
        foreach (var key in Provenance.Carried)
        {
            if (envelope.Headers.TryGetValue(key, out var value))
                session.SetHeader(key, value!);
        }
    }
}
