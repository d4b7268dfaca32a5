using System.Globalization;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Rows;

/// <summary>Takes values out of one row and notes what is wrong with them.</summary>
internal sealed class CellReading(InputRow row, RowRules rules, PlotRow result)
{
    private ulong rejected;

    /// <summary>The text of a field, or null if nothing stands there or it was rejected.</summary>
    public string? Text(Field field)
    {
        var cell = row[field];
        switch (cell.Kind)
        {
            case CellKind.Blank:
                return null;
            case CellKind.Text:
                var (text, code) = CellText.Clean(cell.Text!);
                if (code is not null)
                    return Reject<string>(field, code);
                return text is null ? null : rules.Translate(field, text);
            case CellKind.Number:
                return rules.Translate(field, cell.Number.ToString("G15", CultureInfo.InvariantCulture));
            case CellKind.Date:
                return Dates.OfSerial(cell.Number)?.Day?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)
                    ?? Reject<string>(field, "date-unreadable");
            case CellKind.Bool:
                return rules.Translate(field, cell.Text!);
            default:
                return Reject<string>(field, cell.Kind == CellKind.Formula ? "formula-cell" : "error-cell");
        }
    }

    /// <summary>A value made of digits that is a name, not a quantity: a code, a sheet, an ID. Nothing is padded by guess.</summary>
    public string? Number(Field field)
    {
        var cell = row[field];
        if (cell.Kind == CellKind.Date)
            return Reject<string>(field, "number-became-date");
        if (cell.Kind != CellKind.Number)
            return Text(field);
        var (digits, code) = CellText.Digits(cell);
        return code is null ? rules.Translate(field, digits!) : Reject<string>(field, code);
    }

    /// <summary>True if the field is a number whose format does not say how many digits it has.</summary>
    public bool IsPlainNumber(Field field) => row[field] is { Kind: CellKind.Number, ZeroPadding: 0 };

    /// <summary>True if the field is a number written in powers of ten, which hides how many digits it had.</summary>
    public bool HasExponent(Field field) => row[field] is { Kind: CellKind.Number, Text: not null };

    /// <summary>Words that stand for a code of a list.</summary>
    public T? Word<T>(Field field, Func<string, T?> codeOf, string unknown)
        where T : class =>
        Text(field) is not { } words ? null : rules.Meaning(field, words, codeOf) ?? Reject<T>(field, unknown);

    /// <summary>What words of a field mean, or null.</summary>
    public T? Meaning<T>(Field field, string words, Func<string, T?> of)
        where T : class => rules.Meaning(field, words, of);

    /// <summary>An area in square metres.</summary>
    public decimal? Area(Field field)
    {
        var cell = row[field];
        decimal? area;
        if (cell.Kind == CellKind.Number)
        {
            area = Areas.Of(cell);
        }
        else if (cell.Kind == CellKind.Date)
        {
            area = null;
        }
        else
        {
            if (Text(field) is not { } text)
                return null;
            (area, var ambiguous) = Areas.Of(text);
            if (ambiguous)
                Warn(field, "area-ambiguous");
        }

        return area ?? RejectValue<decimal>(field, "area-unreadable");
    }

    /// <summary>A date, or a year alone.</summary>
    public StatedDate? Date(Field field)
    {
        var cell = row[field];
        var date = cell.Kind switch
        {
            CellKind.Date => Dates.OfSerial(cell.Number),
            CellKind.Number => rules.Dates.OfNumber(cell),
            _ => null,
        };
        if (date is null && cell.Kind is not (CellKind.Date or CellKind.Number))
        {
            if (Text(field) is not { } text)
                return null;
            date = rules.Dates.Of(text);
        }

        return date ?? RejectValue<StatedDate>(field, "date-unreadable");
    }

    /// <summary>Notes that a value must stand here, unless what stands here was rejected already.</summary>
    public void Require(Field field, bool isThere)
    {
        if (!isThere && !IsRejected(field))
            Reject<string>(field, "required-missing");
    }

    /// <summary>True if the field's value was rejected.</summary>
    public bool IsRejected(Field field) => (rejected & (1UL << (int)field)) != 0;

    /// <summary>Notes something odd.</summary>
    public void Warn(Field field, string code) => result.Warnings.Add($"{field.Name()}:{code}");

    /// <summary>Rejects the row for this field.</summary>
    public T? Reject<T>(Field field, string code)
        where T : class
    {
        rejected |= 1UL << (int)field;
        var read = CellText.Show(row[field]);
        result.Rejects.Add(new Reject(row.Number, row.Column(field), code, read, field.IsPersonal() || CellText.MayBePersonal(read)));
        return null;
    }

    /// <summary>Rejects the row for this field, and says what it might be.</summary>
    public void Reject(Field field, string code, string candidates)
    {
        rejected |= 1UL << (int)field;
        result.Rejects.Add(new Reject(row.Number, row.Column(field), code, CellText.Cut(candidates), CellText.MayBePersonal(candidates)));
    }

    private T? RejectValue<T>(Field field, string code)
        where T : struct
    {
        Reject<string>(field, code);
        return null;
    }
}
