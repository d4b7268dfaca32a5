using LandLedger.Sources.Rows;

namespace LandLedger.Sources.Profiles;

/// <summary>Finds the fields of a profile in the headings of a table.</summary>
internal static class ProfileColumns
{
    /// <summary>For each column of the table its field, or null if it is not read.</summary>
    /// <exception cref="UnreadableFile">No heading is known, one comes twice, or a required one is missing.</exception>
    public static Field?[] Of(MappingProfile profile, string[] headings, out InputRow row)
    {
        var names = FieldNames.All.Select(field => field.Name()).ToArray();
        var columns = new Field?[headings.Length];
        var found = new HashSet<Field>();
        for (var i = 0; i < headings.Length; i++)
        {
            if (profile.FieldOf(headings[i]) is not { } field)
                continue;
            if (!found.Add(field))
                throw new UnreadableFile("column-repeated", CellText.Cut(headings[i]));
            columns[i] = field;
            names[(int)field] = headings[i];
        }

        if (found.Count == 0)
            throw new UnreadableFile("header-unknown");
        if (profile.ColumnsOfRequired().Where(column => !found.Contains(column.Field)).Select(column => column.Name).ToArray()
            is { Length: > 0 } missing)
            throw new UnreadableFile("column-missing", string.Join(", ", missing));
        row = new InputRow(names);
        return columns;
    }
}
