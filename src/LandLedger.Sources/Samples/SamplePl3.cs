using System.Globalization;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.PL3;
using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Samples;

/// <summary>Writes form PL3, in words and with the variety of many hands.</summary>
internal sealed class SamplePl3 : IDisposable
{
    private static readonly Dictionary<string, string[]> OriginWords = new()
    {
        ["CNQ-CTT"] = ["Công nhận QSD đất như giao đất có thu tiền sử dụng đất", "Công nhận QSDĐ như giao đất có thu tiền sử dụng đất"],
        ["CNQ-KTT"] = ["Công nhận QSD đất như giao đất không thu tiền sử dụng đất", "Công nhận QSDĐ như giao đất không thu tiền SDĐ"],
        ["DG-CTT"] = ["Nhà nước giao đất có thu tiền sử dụng đất", "Nhà nước giao đất có thu tiền"],
        ["DG-KTT"] = ["Nhà nước giao đất không thu tiền sử dụng đất"],
        ["DT-THN"] = ["Nhà nước cho thuê đất trả tiền hàng năm", "Nhà nước cho thuê đất trả tiền hằng năm"],
    };

    private static readonly Dictionary<string, string> TransferWords = new()
    {
        ["CN"] = "Nhận chuyển nhượng đất được ", ["TA"] = "Được tặng cho đất được ", ["TK"] = "Nhận thừa kế đất được ",
    };

    private readonly XlsxWriter writer;
    private readonly object?[] cells = new object?[Pl3Columns.Of(Field.ScanFile) + 1];

    public SamplePl3(Stream stream)
    {
        writer = new XlsxWriter(stream, "PL3-01");
        writer.Row("PHỤ LỤC 3");
        writer.Row("Dữ liệu mẫu, không phải người và thửa đất có thật");
        writer.Row();
        writer.Row();
        string[] names = Pl3Columns.Names();
        for (var column = 1; column < cells.Length; column++)
            cells[column] = Pl3Columns.At(column) is { } field ? names[(int)field] : null;
        writer.Row(cells);
        for (var column = 1; column < cells.Length; column++)
            cells[column] = Pl3Columns.PrintedNumber(column);
        writer.Row(cells);
    }

    /// <summary>Data rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Writes the rows of a plot; its flaw goes into the last.</summary>
    public void Write(SamplePlot plot)
    {
        foreach (var person in plot.Household.People)
        {
            Array.Clear(cells);
            cells[0] = ++Rows;
            Plot(plot);
            Person(plot.Household, person);
            if (person == plot.Household.People[^1])
                Spoil(plot);
            writer.Row(cells);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    private void Plot(SamplePlot plot)
    {
        this[Field.Commune] = plot.Commune;
        this[Field.Serial] = plot.Serial;
        this[Field.IssuedOn] = plot.Variant % 5 == 0 ? plot.IssuedOn : plot.IssuedOn.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
        this[Field.BookNumber] = plot.BookNumber;
        this[Field.PlotCode] = plot.Code;
        this[Field.Sheet] = plot.Sheet;
        this[Field.Plot] = plot.Number;
        this[Field.PlotAddress] = plot.Address;
        this[Field.PlotArea] = Area(plot.Area, plot.Variant);
        this[Field.ScanFile] = $"{plot.Serial}-GCN.pdf";
        for (var use = 0; use < plot.Uses.Length; use++)
        {
            // Each use takes five columns.
            var first = Pl3Columns.Of(Field.Purpose1) + (5 * use);
            var words = OriginWords[plot.Origin];
            cells[first] = LandPurposes.Find(plot.Uses[use].Purpose)!.NameVi;
            cells[first + 1] = Area(plot.Uses[use].Area, plot.Variant);
            cells[first + 2] = (plot.Transfer is null ? "" : TransferWords[plot.Transfer]) + words[plot.Variant % words.Length];
            cells[first + 3] = "Sử dụng riêng";
            cells[first + 4] = UseTerms.ToWords(plot.Uses[use].Purpose is "ODT" or "ONT" ? UseTerms.LongTerm : "2043-10-15");
        }
    }

    private void Person(SampleHousehold household, SamplePerson person)
    {
        this[Field.OrganisationName] = household.Organisation;
        this[Field.OrganisationId] = household.OrganisationId;
        this[Field.FullName] = person.Name;
        this[Field.BirthDate] = person.Birth.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
        this[Field.Sex] = person.Male ? "Nam" : "Nữ";
        this[Field.CitizenId] = person.StatedId ?? person.OldId;
        this[Field.PersonAddress] = household.Address;
        this[Field.HolderKind] = household.Kind switch
        {
            Holders.Organisation => "Tổ chức",
            Holders.Household => "Hộ gia đình",
            _ => household.People.Length > 1 ? "Vợ chồng" : "Cá nhân",
        };
        this[Field.Role] = person.Role switch
        {
            Holders.Spouse => person.Male ? "Chồng" : "Vợ",
            Holders.HouseholdHead => "Chủ hộ",
            Holders.Member => "Thành viên",
            Holders.Representative => "Người đại diện",
            _ => "Cá nhân",
        };
    }

    private void Spoil(SamplePlot plot)
    {
        var which = plot.Variant % 4;
        if (plot.Flaw == SampleFlaw.MissingField)
        {
            Field[] missing = [Field.PlotArea, Field.Purpose1, Field.Area1, Field.Serial];
            this[missing[which]] = null;
        }
        else if (plot.Flaw == SampleFlaw.BadCell)
        {
            (Field, string)[] bad =
            [
                (Field.Commune, plot.Commune + "3"), (Field.Purpose1, "Đất ở"),
                (Field.CitizenId, "6.80E+10"), (Field.Origin1, "Ông bà để lại"),
            ];
            this[bad[which].Item1] = bad[which].Item2;
        }
    }

    /// <summary>A number cell, a decimal comma or a decimal point.</summary>
    private static object Area(decimal area, int variant)
    {
        var text = area.ToString("0.0#", CultureInfo.InvariantCulture);
        return (variant % 3) switch
        {
            0 => area,
            1 => text.Replace('.', ','),
            _ => text,
        };
    }

    private object? this[Field field]
    {
        set => cells[Pl3Columns.Of(field)] = value;
    }
}
