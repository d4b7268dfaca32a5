namespace LandLedger.Persons;

/// <summary>Something worth a look that is not a refusal. Only the code enters an event; the texts never carry the values.</summary>
/// <param name="Code">Stable name.</param>
/// <param name="Vi">What it says, in Vietnamese.</param>
/// <param name="En">What it says, in English.</param>
public sealed record Finding(string Code, string Vi, string En);
