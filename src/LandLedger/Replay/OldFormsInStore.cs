using Marten;
using Marten.Services.Json.Transformations;

namespace LandLedger.Replay;

/// <summary>Lets the store itself read older forms of events: sessions, live aggregation and the daemon.</summary>
public static class OldFormsInStore
{
    /// <summary>Adds older forms; those of one name are applied in their order.</summary>
    public static void AddOldForms(this StoreOptions store, IEnumerable<OldForm> older)
    {
        foreach (var named in older.GroupBy(form => (form.StoredName, form.Event)))
        {
            var form = StoredForm.Of(named.Key.Event, named);
            store.Events.Upcast(named.Key.Event, named.Key.StoredName, new JsonTransformation(
                (_, row, column) => form.Read(row.GetFieldValue<byte[]>(column)).Data,
                async (_, row, column, cancellation) =>
                    form.Read(await row.GetFieldValueAsync<byte[]>(column, cancellation)).Data));
        }
    }
}
