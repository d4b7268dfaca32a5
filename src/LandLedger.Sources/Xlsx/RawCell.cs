namespace LandLedger.Sources.Xlsx;

/// <summary>What a cell is, before anyone interprets it.</summary>
public enum CellKind : byte
{
    /// <summary>No value; a style alone does not count.</summary>
    Blank,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number without a date format.</summary>
    Number,

    /// <summary>A number shown as a date or time.</summary>
    Date,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>An error such as <c>#N/A</c>.</summary>
    Error,

    /// <summary>A formula, whatever value is cached for it.</summary>
    Formula,
}

/// <summary>One cell of a row.</summary>
/// <param name="Column">Column from 0 (A).</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text, the error's name, or the formula; for a number its writing if that has an exponent.</param>
/// <param name="Number">The number; for a date the serial of the 1900 system, in days; for a formula the cached number or NaN.</param>
/// <param name="ZeroPadding">Width of a number format that is all zeros, such as 12 for <c>000000000000</c>; otherwise 0.</param>
public readonly record struct RawCell(int Column, CellKind Kind, string? Text, double Number, int ZeroPadding)
{
    /// <summary>A text cell.</summary>
    public static RawCell OfText(int column, string text) => new(column, CellKind.Text, text, double.NaN, 0);

    /// <summary>Cells hold personal data: shows only place and kind.</summary>
    public override string ToString() => $"{ColumnName.Of(Column)} {Kind}";
}

/// <summary>One row of a sheet. The reader reuses it: take what you need before the next.</summary>
public sealed class RawRow
{
    private RawCell[] cells = new RawCell[64];

    /// <summary>Row number as Excel shows it, from 1.</summary>
    public int Number { get; internal set; }

    /// <summary>Cells present in the file, in the order of their columns; others are blank.</summary>
    public ReadOnlySpan<RawCell> Cells => cells.AsSpan(0, Count);

    internal int Count { get; private set; }

    /// <summary>The cell in a column, blank if absent.</summary>
    public RawCell this[int column]
    {
        get
        {
            var (low, high) = (0, Count - 1);
            while (low <= high)
            {
                var middle = (low + high) / 2;
                if (cells[middle].Column == column)
                    return cells[middle];
                if (cells[middle].Column < column)
                    low = middle + 1;
                else
                    high = middle - 1;
            }

            return new RawCell(column, CellKind.Blank, null, double.NaN, 0);
        }
    }

    internal void Begin(int number)
    {
        Number = number;
        Count = 0;
    }

    internal void Add(in RawCell cell)
    {
        if (Count == cells.Length)
            Array.Resize(ref cells, cells.Length * 2);
        cells[Count++] = cell;
    }

    internal int LastColumn => Count == 0 ? -1 : cells[Count - 1].Column;
}
