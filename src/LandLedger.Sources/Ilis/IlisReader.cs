using LandLedger.Sources.Csv;
using LandLedger.Sources.Profiles;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Ilis;

/// <summary>Reads an export of VNPT-iLIS through a mapping profile, a text table or a workbook, whichever the bytes are.</summary>
/// <param name="profile">Which column is what, such as <c>MappingProfile.Shipped("vnpt-ilis-1")</c>.</param>
/// <param name="options">Which communes the codes mean, where the profile should not decide.</param>
/// <param name="limits">What a workbook may cost.</param>
public sealed class IlisReader(MappingProfile profile, SourceOptions? options = null, XlsxLimits? limits = null) : ISourceReader
{
    /// <inheritdoc/>
    public string System => profile.System;

    /// <inheritdoc/>
    public int Version => profile.Version;

    /// <inheritdoc/>
    public IEnumerable<SourceItem> Read(Stream seekable)
    {
        ArgumentNullException.ThrowIfNull(seekable);
        var look = FileLook.Of(seekable);
        if (look is FileLook.Json or FileLook.Xml)
            throw new UnreadableFile("wrong-system", look);
        return look is FileLook.Workbook or FileLook.OldOffice
            ? new IlisXlsxReader(profile, options, limits ?? XlsxLimits.Default).Read(seekable)
            : new IlisCsvReader(profile, options).Read(seekable);
    }
}
