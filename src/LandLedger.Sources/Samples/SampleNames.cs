namespace LandLedger.Sources.Samples;

/// <summary>Names as they are common in the province. Nobody in particular.</summary>
internal static class SampleNames
{
    // Shares of surnames in the population, in percent, rounded.
    private static readonly (string, double)[] Surnames =
    [
        ("Nguyễn", 38), ("Trần", 11), ("Lê", 9.5), ("Phạm", 7), ("Huỳnh", 3), ("Hoàng", 2.5), ("Phan", 4.5), ("Võ", 2.4), ("Vũ", 1.6),
        ("Đặng", 2.1), ("Bùi", 2), ("Đỗ", 1.4), ("Hồ", 1.3), ("Ngô", 1.3), ("Dương", 1), ("Lý", 0.5), ("Đinh", 1), ("Trương", 1.5),
        ("Mai", 0.6), ("Cao", 0.6), ("Tạ", 0.4), ("Thái", 0.4), ("Lương", 0.7), ("Đoàn", 0.8),
    ];

    private static readonly string[] MaleMiddle =
        ["Văn", "Văn", "Văn", "Hữu", "Đức", "Công", "Minh", "Quốc", "Ngọc", "Thanh", "Đình", "Xuân", "Quang", "Anh", "Bá", "Trọng"];

    private static readonly string[] FemaleMiddle =
        ["Thị", "Thị", "Thị", "Thị Thu", "Thị Ngọc", "Thị Kim", "Ngọc", "Thuý", "Thị Mỹ", "Bích", "Thị Thanh", "Hoài", "Phương"];

    private static readonly string[] MaleGiven =
    [
        "An", "Bình", "Cường", "Dũng", "Đạt", "Hải", "Hiếu", "Hòa", "Hoàng", "Hùng", "Hưng", "Khánh", "Kiên", "Lâm", "Long", "Lực",
        "Mạnh", "Minh", "Nam", "Nghĩa", "Phong", "Phúc", "Phước", "Quân", "Quý", "Sơn", "Tâm", "Tân", "Thắng", "Thành", "Thịnh", "Thủy",
        "Tiến", "Toàn", "Trung", "Tuấn", "Tùng", "Việt", "Vinh", "Vũ",
    ];

    private static readonly string[] FemaleGiven =
    [
        "Anh", "Ánh", "Châu", "Chi", "Cúc", "Diễm", "Dung", "Duyên", "Hà", "Hạnh", "Hiền", "Hoa", "Hồng", "Huệ", "Hương", "Lan", "Liên",
        "Linh", "Loan", "Mai", "Nga", "Ngân", "Nhung", "Oanh", "Phương", "Quyên", "Tâm", "Thảo", "Thoa", "Thu", "Thủy", "Trang", "Trâm",
        "Trinh", "Tuyết", "Vân", "Xuân", "Yến",
    ];

    private static readonly string[] HighlandMale = ["K'Brếp", "K'Brỗi", "K'Tiếu", "K'Văn Hùng", "K' Sơn", "K'Long", "K'Bròm"];
    private static readonly string[] HighlandFemale = ["Ka Nhim", "Ka Hiền", "Ka Thủy", "Ka Brêu", "Ka Dung", "Ka Hoàng"];

    private static readonly string[] CompanyForms = ["Công ty TNHH", "Công ty Cổ phần", "Doanh nghiệp tư nhân", "Hợp tác xã"];
    private static readonly string[] CompanyNames =
        ["Trà Cao Nguyên", "Rau Hoa Xứ Lạnh", "Cà Phê Đất Đỏ", "Du Lịch Thông Xanh", "Xây Dựng Hồng Phát", "Nông Sản Sương Mai"];

    /// <summary>A full name.</summary>
    public static string Person(SampleRandom random, bool male)
    {
        if (random.Below(100) < 4)
            return random.Pick(male ? HighlandMale : HighlandFemale);
        var surname = random.Weighted(Surnames);
        return $"{surname} {random.Pick(male ? MaleMiddle : FemaleMiddle)} {random.Pick(male ? MaleGiven : FemaleGiven)}";
    }

    /// <summary>Name of an organisation.</summary>
    public static string Organisation(SampleRandom random) =>
        $"{random.Pick(CompanyForms)} {random.Pick(CompanyNames)} {random.Between(1, 99)}";
}
