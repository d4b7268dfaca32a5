namespace LandLedger.Sources.MapSheets;

/// <summary>A row of the reference table, every value as written; null where nothing stands.</summary>
/// <param name="Row">Row of the sheet, from 1.</param>
/// <param name="Province">Province since the reorganisation (<c>tinhId</c>).</param>
/// <param name="Commune">Commune since then (<c>xaId</c>); written without the leading zero of its code.</param>
/// <param name="FormerProvince">Province before (<c>tinhIdCu</c>).</param>
/// <param name="FormerCommune">Commune before (<c>xaIdCu</c>).</param>
/// <param name="Sheet">Sheet number since then (<c>soHieuToBanDo</c>).</param>
/// <param name="FormerSheet">Sheet number before (<c>soHieuToBanDoCu</c>).</param>
/// <param name="Note">Note, usually the old commune's name (<c>ghiChu</c>).</param>
/// <param name="Plot">Plot number since then (<c>soThuTuThua</c>); 0 or nothing where a whole sheet is meant.</param>
/// <param name="FormerPlot">Plot number before (<c>soThuTuThuaCu</c>).</param>
/// <param name="Scale">Scale of the old map (<c>tyLe</c>), such as <c>1/1000</c>.</param>
public sealed record MapSheetRow(
    int Row, string? Province, string? Commune, string? FormerProvince, string? FormerCommune, string? Sheet, string? FormerSheet,
    string? Note, string? Plot, string? FormerPlot, string? Scale);

/// <summary>Something about the table that a person should look at.</summary>
/// <param name="Code">
/// <c>incomplete</c>: commune or sheet is missing. <c>single-plot</c>: the row is about one plot, and is not used.
/// <c>duplicate</c>: rows say the same. <c>two-targets</c>: one old sheet of one scale
/// became two. <c>scale-decides</c>: sheets of one number and different scales became different ones, so the number alone is
/// ambiguous. <c>shared-target</c>: sheets became one. <c>gap</c>: a commune has no sheet of a number below its highest.
/// </param>
/// <param name="Rows">Rows of the table that it is about; empty for a gap.</param>
/// <param name="What">Codes and numbers only.</param>
public sealed record MapSheetFinding(string Code, int[] Rows, string What)
{
    /// <summary>Code, subject and rows.</summary>
    public override string ToString() => $"{Code} {What} [{string.Join(", ", Rows)}]";
}

/// <summary>A sheet of a commune of today.</summary>
/// <param name="Commune">Five digits, see <see cref="CodeLists.Communes"/>.</param>
/// <param name="Sheet">Sheet number as written.</param>
public sealed record MapSheetTarget(string Commune, string Sheet)
{
    /// <summary>Commune and sheet.</summary>
    public override string ToString() => $"{Commune}.{Sheet}";
}

/// <summary>What the table says of an old sheet.</summary>
public abstract record MapSheetAnswer
{
    /// <summary>The sheet became this one.</summary>
    public sealed record Mapped(MapSheetTarget Target) : MapSheetAnswer;

    /// <summary>The sheet may be any of these; the scale was not given, does not help, or the table contradicts itself.</summary>
    public sealed record Ambiguous(MapSheetTarget[] Candidates) : MapSheetAnswer;

    /// <summary>The table does not know the sheet.</summary>
    public sealed record NotFound : MapSheetAnswer;
}
