using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Rows;

/// <summary>A row of a file, its cells by field. Reused from row to row.</summary>
internal sealed class InputRow
{
    private readonly RawCell[] cells = new RawCell[FieldNames.Count];
    private readonly string[] columns;

    /// <param name="columns">For each field, how users call its column.</param>
    public InputRow(string[] columns) => this.columns = columns;

    /// <summary>Row or line number.</summary>
    public int Number { get; private set; }

    /// <summary>The row as it stands in the file, for the list of rejects.</summary>
    public string? Original { get; set; }

    /// <summary>The cell of a field; blank if the file has no such column.</summary>
    public RawCell this[Field field]
    {
        get => cells[(int)field];
        set => cells[(int)field] = value;
    }

    /// <summary>True if no cell says anything; a formula without a value says nothing.</summary>
    public bool IsBlank
    {
        get
        {
            foreach (ref readonly var cell in cells.AsSpan())
            {
                var says = cell.Kind switch
                {
                    CellKind.Blank => false,
                    CellKind.Text => !string.IsNullOrWhiteSpace(cell.Text),
                    CellKind.Formula => !double.IsNaN(cell.Number),
                    _ => true,
                };
                if (says)
                    return false;
            }

            return true;
        }
    }

    /// <summary>How users call the field's column.</summary>
    public string Column(Field field) => columns[(int)field];

    /// <summary>Starts the next row.</summary>
    public void Begin(int number)
    {
        Number = number;
        Original = null;
        Array.Clear(cells);
    }
}
