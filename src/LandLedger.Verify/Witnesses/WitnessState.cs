using LandLedger.Proof;

namespace LandLedger.Verify.Witnesses;

/// <summary>
/// What a witness cosigned last, in a file: name, size and root of the log, as in a checkpoint. It is all that keeps the witness from
/// cosigning two histories, so it is never begun anew unasked, and no second process may hold it.
/// </summary>
internal sealed class WitnessState : IDisposable
{
    private readonly string path;
    private readonly FileStream held;

    private WitnessState(string path, FileStream held, Checkpoint last) => (this.path, this.held, Last) = (path, held, last);

    /// <summary>What was cosigned last; size 0 when nothing was yet.</summary>
    public Checkpoint Last { get; private set; }

    /// <summary>Opens the file and holds it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">Name of the log it must be about.</param>
    /// <param name="begin">Whether it may be made when it is not there.</param>
    /// <exception cref="Unusable">It is not there, cannot be read, is about another log, or somebody else holds it.</exception>
    public static WitnessState Open(string path, string log, bool begin)
    {
        FileStream held;
        try
        {
            held = new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new Unusable(
                $"Tệp trạng thái {path} đang được dùng, hoặc không ghi được.",
                $"The state {path} is held by another process, or cannot be written.");
        }

        try
        {
            if (!File.Exists(path))
            {
                if (!begin)
                    throw new Unusable(
                        $"Không có tệp trạng thái {path}. Nếu nhân chứng này chưa từng ký, hãy thêm --begin; nếu đã ký, hãy khôi phục tệp.",
                        $"There is no state {path}. Only if this witness has never cosigned, add --begin; if it has, restore the file.");
                SyncedFile.Write(path, new Checkpoint(log, 0, MerkleHash.Empty).ToString());
            }

            return new(path, held, CommandWords.Read(path, text => Parse(text, log)));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Keeps what is about to be cosigned; once this returns it is on the disk.</summary>
    /// <exception cref="IOException">It could not be kept; nothing may be cosigned.</exception>
    public void Keep(Checkpoint cosigned)
    {
        SyncedFile.Write(path, cosigned.ToString());
        Last = cosigned;
    }

    /// <inheritdoc />
    public void Dispose() => held.Dispose();

    private static Checkpoint Parse(string text, string log)
    {
        var last = Checkpoint.Parse(text);
        return last.ToString() == text && last.Origin == log
            ? last
            : throw new FormatException("Not the state of a witness of this log.");
    }
}
