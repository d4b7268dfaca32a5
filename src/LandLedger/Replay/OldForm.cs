using System.Text.Json.Nodes;

namespace LandLedger.Replay;

/// <summary>
/// A form in which events were stored before. Stored bytes never change; whoever reads an event gets today's record, made from what is
/// stored by this. How to write one: docs/changing-an-event.md.
/// </summary>
/// <param name="StoredName">The name under which it is stored: the event's own, or one that it had before it was renamed.</param>
/// <param name="Event">Today's record.</param>
/// <param name="Mark">
/// A text that stands in the stored JSON of every event of this form, such as <c>"moved"</c> with its quotes: rows without it are
/// read directly, without looking closer. Empty when all rows of the name have to be looked at.
/// </param>
/// <param name="Renew">
/// Turns the stored JSON into the next form, up to today's. Leaves alone what is of another form. A pure function: no clock, no network,
/// nothing but what is stored.
/// </param>
public sealed record OldForm(string StoredName, Type Event, string Mark, Action<JsonObject> Renew);
