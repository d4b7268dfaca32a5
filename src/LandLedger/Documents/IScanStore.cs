namespace LandLedger.Documents;

/// <summary>Where the bytes of scans live, encrypted. A folder or an object store can fill this.</summary>
public interface IScanStore
{
    /// <summary>Stores a scan, durable when the task ends. A document is stored once.</summary>
    /// <exception cref="InvalidOperationException">This document is stored already.</exception>
    Task<StoredScan> PutAsync(Guid documentId, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>The clear bytes, after the stored ones have been hashed again.</summary>
    /// <exception cref="ScanMissingException">Nothing is stored for this document.</exception>
    /// <exception cref="ScanDamagedException">The stored bytes are not those that were recorded, or do not open.</exception>
    Task<byte[]> GetAsync(Guid documentId, string expectedSha256, CancellationToken cancellation);

    /// <summary>Removes the scan and with it its key. Nothing happens when it is gone already.</summary>
    Task DeleteAsync(Guid documentId, CancellationToken cancellation);
}

/// <summary>What is recorded of a stored scan.</summary>
/// <param name="Sha256">SHA-256 of the stored (encrypted) bytes, lower-case hex.</param>
/// <param name="StoredLength">How many bytes are stored.</param>
/// <param name="ContentMac">Keyed hash of the clear bytes, lower-case hex: recognises the same file without telling what it is.</param>
public sealed record StoredScan(string Sha256, long StoredLength, string ContentMac);

/// <summary>Nothing is stored for a document.</summary>
/// <param name="documentId">The document.</param>
public sealed class ScanMissingException(Guid documentId) : Exception($"Nothing is stored for document {documentId}.")
{
    /// <summary>The document.</summary>
    public Guid DocumentId => documentId;
}

/// <summary>The stored bytes of a document are not those that were recorded.</summary>
/// <param name="documentId">The document.</param>
public sealed class ScanDamagedException(Guid documentId) : Exception($"The stored bytes of document {documentId} are not those recorded.")
{
    /// <summary>The document.</summary>
    public Guid DocumentId => documentId;
}
