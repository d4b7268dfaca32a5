using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Vbdlis;

/// <summary>Those who have a right: one person, a couple, a household, an organisation, a community, or several together.</summary>
internal sealed class VbdlisHolders(RowRules rules)
{
    private const int MostHolders = 500;
    private static readonly VbdlisPerson Nobody = new();

    private readonly InputRow row = new(VbdlisColumns.Names());

    /// <summary>Adds the holders of a right to its plot. The same person stands once for each use; that is one holder.</summary>
    public void Read(VbdlisRight right, int ordinal, PlotRow into)
    {
        row.Begin(ordinal);
        if (right.Couple is { } couple)
            ReadCouple(couple, right, into);
        else if (right.Household is { } household)
            ReadHousehold(household, right, into);
        else if (right.Organisation is { } organisation)
            ReadOrganisation(organisation, Holders.Organisation, right, into);
        else if (right.Community is { } community)
            ReadOrganisation(community, Holders.Community, right, into);
        else if (right.Group is { } group)
            ReadMembers(group.Members, Holders.Individual, Holders.Owner, default, into);
        else
            Read(right.Person ?? Nobody, Holders.Individual, Holders.Owner, right.TiLeSoHuu, default, into);

        if (into.Holders.Count > MostHolders && into.Rejects.Count == 0)
            into.Rejects.Add(new Reject(ordinal, "", "too-many-holders", "", false));
    }

    /// <summary>The address that counts: the main one, else the first that is not called old, else the bare text.</summary>
    public static RawCell Address(VbdlisAddress?[]? addresses, in RawCell text)
    {
        RawCell best = default;
        foreach (var address in addresses ?? [])
        {
            if (address is null || VbdlisCodes.IsTrue(address.LaDiaChiCu) || VbdlisCodes.Text(address.DiaChiChiTiet) is null)
                continue;
            if (VbdlisCodes.IsTrue(address.LaDiaChiChinh))
                return address.DiaChiChiTiet;
            if (best.Kind == CellKind.Blank)
                best = address.DiaChiChiTiet;
        }

        return best.Kind == CellKind.Blank ? text : best;
    }

    // Half a couple is worse than none: a missing spouse rejects the record, as a missing name does.
    private void ReadCouple(VbdlisCouple couple, VbdlisRight right, PlotRow into)
    {
        var (first, second) = VbdlisCodes.IsTrue(couple.InVoTruoc) ? (couple.Wife, couple.Husband) : (couple.Husband, couple.Wife);
        Read(first ?? Nobody, Holders.Individual, Holders.Spouse, right.TiLeSoHuu, default, into);
        Read(second ?? Nobody, Holders.Individual, Holders.Spouse, right.TiLeSoHuu, default, into);
    }

    private void ReadHousehold(VbdlisHousehold household, VbdlisRight right, PlotRow into)
    {
        Read(household.Head ?? Nobody, Holders.Household, Holders.HouseholdHead, right.TiLeSoHuu, household.DiaChi, into);
        if (household.Spouse is { } spouse)
            Read(spouse, Holders.Household, Holders.Member, default, household.DiaChi, into);
        if (household.Members is { Length: > 0 } members)
            ReadMembers(members, Holders.Household, Holders.Member, household.DiaChi, into);
    }

    private void ReadMembers(VbdlisPerson?[]? members, string kind, string role, in RawCell address, PlotRow into)
    {
        var any = false;
        foreach (var member in members ?? [])
        {
            if (member is null)
                continue;
            any = true;
            Read(member.Wrapped ?? member, kind, role, member.TiLeSoHuu, address, into);
        }

        if (!any)
            Read(Nobody, kind, role, default, address, into);
    }

    private void ReadOrganisation(VbdlisOrganisation organisation, string kind, VbdlisRight right, PlotRow into)
    {
        row.Begin(row.Number);
        row[Field.OrganisationName] = kind == Holders.Community && organisation.TenCongDong.Kind != CellKind.Blank
            ? organisation.TenCongDong
            : organisation.TenToChuc;
        row[Field.OrganisationId] = VbdlisCodes.Text(organisation.MaDoanhNghiep) is null ? organisation.MaSoThue : organisation.MaDoanhNghiep;
        var address = VbdlisCodes.Text(organisation.DiaChi) is null ? organisation.DiaDanhCuTru : organisation.DiaChi;
        Fill(organisation.Representative, kind, Holders.Representative, right.TiLeSoHuu, address);
        Parse(organisation.Representative, into);
    }

    private void Read(VbdlisPerson person, string kind, string role, in RawCell share, in RawCell address, PlotRow into)
    {
        row.Begin(row.Number);
        Fill(person, kind, role, share, address);
        Parse(person, into);
    }

    private void Fill(VbdlisPerson? person, string kind, string role, in RawCell share, in RawCell address)
    {
        row[Field.HolderKind] = RawCell.OfText(0, kind);
        row[Field.Role] = RawCell.OfText(0, role);
        row[Field.Share] = share;
        row[Field.PersonAddress] = address;
        if (person is null)
            return;

        row[Field.FullName] = person.HoTen;
        row[Field.BirthDate] = VbdlisCodes.Text(person.NgaySinh) is null ? person.NamSinh : VbdlisTime.Day(person.NgaySinh);
        row[Field.Sex] = person.GioiTinh;
        row[Field.CitizenId] = Id(person);
        var own = Address(person.Addresses, person.DiaChi);
        if (VbdlisCodes.Text(own) is not null)
            row[Field.PersonAddress] = own;
    }

    private void Parse(VbdlisPerson? person, PlotRow into)
    {
        var before = into.Holders.Count;
        PlotRowParser.ParseHolder(row, rules, into);
        for (var i = into.Holders.Count - 1; i >= before; i--)
        {
            if (into.Holders[i] is { CitizenId: not null, OldIdNumber: null } holder && OldId(person) is { } oldId)
                into.Holders[i] = holder with { OldIdNumber = oldId };
            if (into.Holders.IndexOf(into.Holders[i]) < before)
                into.Holders.RemoveAt(i);
        }
    }

    /// <summary>The personal number: as such, else the one verified with a paper, else the paper's own number.</summary>
    private static RawCell Id(VbdlisPerson person)
    {
        if (VbdlisCodes.Text(person.MaSoDinhDanh) is not null)
            return person.MaSoDinhDanh;
        RawCell best = default;
        foreach (var paper in person.Papers ?? [])
        {
            if (paper is null)
                continue;
            if (VbdlisCodes.Text(paper.MaDinhDanhCaNhan) is not null)
                return paper.MaDinhDanhCaNhan;

            // Of several papers the card of twelve digits, else the first.
            if (best.Kind == CellKind.Blank || VbdlisCodes.Text(paper.SoGiayTo) is { Length: 12 })
                best = paper.SoGiayTo;
        }

        return best;
    }

    private static string? OldId(VbdlisPerson? person)
    {
        foreach (var paper in person?.Papers ?? [])
        {
            if (paper is not null && VbdlisCodes.Text(paper.SoGiayTo) is { Length: 9 } number && number.All(char.IsAsciiDigit))
                return number;
        }

        return null;
    }
}
