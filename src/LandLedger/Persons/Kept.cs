namespace LandLedger.Persons;

/// <summary>Where a person is kept.</summary>
/// <param name="PersonId">The only thing about the person that an event may know.</param>
/// <param name="New">False when the vault knew the person.</param>
/// <param name="Findings">Codes of <see cref="KeepFinding"/>, sorted; no values.</param>
public sealed record Kept(Guid PersonId, bool New, string[] Findings);

/// <summary>What the vault may notice while it keeps a person.</summary>
public static class KeepFinding
{
    /// <summary>The vault holds this personal number under another name too.</summary>
    public const string CitizenIdUnderAnotherName = "citizen-id-under-another-name";

    /// <summary>The vault holds this personal number under this name with another birth year too.</summary>
    public const string CitizenIdUnderAnotherBirthYear = "citizen-id-under-another-birth-year";

    /// <summary>The vault holds this old number under another name, birth year or personal number too; it is not unique in law.</summary>
    public const string OldIdUnderAnotherPerson = "old-id-under-another-person";

    /// <summary>The vault holds this organisation number under another name too.</summary>
    public const string OrganisationIdUnderAnotherName = "organisation-id-under-another-name";

    /// <summary>The known person has another birth date, sex, address or old number; the vault's own was left as it is.</summary>
    public const string DetailsDiffer = "person-details-differ";

    /// <summary>Every code with its texts.</summary>
    public static IReadOnlyList<Finding> All { get; } =
    [
        new(CitizenIdUnderAnotherName,
            "Số định danh này còn được ghi cho một tên khác.", "This personal number is also recorded under another name."),
        new(CitizenIdUnderAnotherBirthYear,
            "Số định danh này còn được ghi với một năm sinh khác.", "This personal number is also recorded with another birth year."),
        new(OldIdUnderAnotherPerson,
            "Số CMND này còn được ghi cho một người khác.", "This old identity number is also recorded for another person."),
        new(OrganisationIdUnderAnotherName,
            "Mã tổ chức này còn được ghi cho một tên khác.", "This organisation number is also recorded under another name."),
        new(DetailsDiffer,
            "Ngày sinh, giới tính, địa chỉ hoặc số giấy tờ cũ khác với thông tin đã lưu.",
            "Birth date, sex, address or old number differ from what is kept."),
    ];
}
