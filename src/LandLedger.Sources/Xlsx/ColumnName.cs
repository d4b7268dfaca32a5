namespace LandLedger.Sources.Xlsx;

/// <summary>Column letters: A is 0, Z is 25, AA is 26.</summary>
public static class ColumnName
{
    /// <summary>Columns that a sheet can have.</summary>
    public const int Limit = 16_384;

    /// <summary>The letters of a column.</summary>
    public static string Of(int column)
    {
        var letters = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26)
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        return letters;
    }

    /// <summary>The column of a cell reference such as <c>AB12</c>, or -1 if it has none or lies outside a sheet.</summary>
    public static int Index(ReadOnlySpan<char> reference)
    {
        var column = 0;
        foreach (var c in reference)
        {
            if (c is < 'A' or > 'Z')
                break;
            column = (column * 26) + (c - 'A' + 1);
            if (column > Limit)
                return -1;
        }

        return column - 1;
    }
}
