using System.Text;

namespace LandLedger.Proof;

/// <summary>
/// How a batch of the read log is hashed: a tree over its rows in order, each a leaf of its canonical JSON. Who looked stays in the
/// database; the log holds only the root.
/// </summary>
public static class ReadLogBatch
{
    /// <summary>A query for the rows of a batch, one canonical-to-be JSON each, in order.</summary>
    /// <param name="schema">Schema of the ledger, a plain name.</param>
    /// <returns>SQL with two parameters: the first and the last id.</returns>
    public static string Sql(string schema) =>
        $"""
        select jsonb_build_object('id', id, 'at',
            case when isfinite(read_at) then (extract(epoch from read_at) * 1000000)::bigint end, 'actor', actor, 'name', actor_name,
            'roles', roles, 'office', office, 'session', session, 'client', client, 'kind', kind, 'plot', plot_id, 'commune', commune,
            'document', document_id)::text
        from {schema}.read_log where id between $1 and $2 order by id
        """;

    /// <summary>The root over rows that <see cref="Sql"/> gave.</summary>
    /// <exception cref="FormatException">A row outside the profile of events.</exception>
    public static byte[] Root(IEnumerable<string> rows) => MerkleHash.Root(rows.Select(Leaf));

    /// <summary>The leaf of one row.</summary>
    /// <exception cref="FormatException">A row outside the profile of events.</exception>
    public static byte[] Leaf(string row) => MerkleHash.OfLeaf(CanonicalJson.OfEvent(Encoding.UTF8.GetBytes(row)));
}
