using System.Globalization;
using System.Text.Json;

namespace LandLedger.Sources.Samples;

/// <summary>Writes what the population register knows about the people of a sample, and what was done to its plots.</summary>
internal sealed class SampleAnswers : IDisposable
{
    private readonly Utf8JsonWriter json;
    private readonly List<(string Plot, string Field)> disagreements = [];
    private readonly List<string> heldBack = [];
    private readonly List<string> duplicates = [];

    public SampleAnswers(Stream stream, SampleOptions options)
    {
        json = new Utf8JsonWriter(stream, SampleVbdlis.Options);
        json.WriteStartObject();
        json.WriteString("commune", options.Commune);
        json.WriteNumber("seed", options.Seed);
        json.WriteStartArray("persons");
    }

    /// <summary>People so far.</summary>
    public int Persons { get; private set; }

    /// <summary>People with an ID that the register does not know.</summary>
    public int WrongIds { get; private set; }

    /// <summary>Plots that differ between the two systems.</summary>
    public int Disagreements => disagreements.Count;

    /// <summary>Plots that come twice.</summary>
    public int Duplicates => duplicates.Count;

    /// <summary>Adds the people of a household.</summary>
    public void People(SampleHousehold household)
    {
        foreach (var person in household.People)
        {
            Person(person, person.CitizenId);

            // Someone else with the same old number, name and birth date.
            if (person.State == "ambiguous")
                Person(person, $"001{person.CitizenId[3..]}");
            Persons++;
            WrongIds += person.State == "unknown" ? 1 : 0;
        }

        if (json.BytesPending > 1 << 16)
            json.Flush();
    }

    /// <summary>Adds a plot that differs.</summary>
    public void Disagree(SamplePlot plot, string field) => disagreements.Add((plot.Key, field));

    /// <summary>Adds a plot that PL3 spoils.</summary>
    public void HoldBack(SamplePlot plot) => heldBack.Add(plot.Key);

    /// <summary>Adds a plot that comes twice.</summary>
    public void Repeat(SamplePlot plot) => duplicates.Add(plot.Key);

    /// <inheritdoc/>
    public void Dispose()
    {
        json.WriteEndArray();
        json.WriteStartArray("disagreements");
        foreach (var (plot, field) in disagreements)
        {
            json.WriteStartObject();
            json.WriteString("plot", plot);
            json.WriteString("field", field);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Plots("heldBack", heldBack);
        Plots("duplicates", duplicates);
        json.WriteEndObject();
        json.Dispose();
    }

    private void Plots(string name, List<string> plots)
    {
        json.WriteStartArray(name);
        foreach (var plot in plots)
            json.WriteStringValue(plot);
        json.WriteEndArray();
    }

    private void Person(SamplePerson person, string citizenId)
    {
        json.WriteStartObject();
        json.WriteString("citizenId", citizenId);
        json.WriteString("oldIdNumber", person.OldId);
        json.WriteString("fullName", person.RegisterName);
        json.WriteString("birthDate", person.RegisterBirth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("sex", person.RegisterMale ? "male" : "female");
        json.WriteBoolean("deceased", person.State == "deceased");
        json.WriteString("statedId", person.StatedId);
        json.WriteString("state", person.State);
        json.WriteStartArray("differs");
        if (person.Differs is not null)
            json.WriteStringValue(person.Differs);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
