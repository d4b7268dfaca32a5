using System.Data;
using System.Reflection;
using Marten;
using Marten.Linq.Members;
using Marten.Linq.Parsing;
using NodaTime;
using NpgsqlTypes;
using Weasel.Core;
using Weasel.Postgresql;

namespace LandLedger.Storage;

/// <summary>Teaches Marten the NodaTime types: as parameters, as columns, and as members in queries.</summary>
public static class NodaMarten
{
    /// <summary>Call after the serializer is chosen.</summary>
    public static void UseNoda(this StoreOptions store)
    {
        Map(NpgsqlDbType.TimestampTz, DbType.DateTimeOffset, "timestamp with time zone", typeof(DateTimeOffset), typeof(Instant));
        Map(NpgsqlDbType.Date, DbType.Date, "date", typeof(DateOnly), typeof(LocalDate));
        store.Linq.MemberSources.Insert(0, new NodaMembers());
    }

    // The table is Weasel's own and process-wide; every host of this process writes the same entries.
    private static void Map(NpgsqlDbType type, DbType db, string name, params Type[] clr) =>
        NpgsqlTypeMapper.Mappings[type] = new NpgsqlTypeMapping(type, db, name, clr);

    private sealed class NodaMembers : IMemberSource
    {
        public bool TryResolve(
            IQueryableMember parent, StoreOptions options, MemberInfo memberInfo, Type memberType,
            [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IQueryableMember? member)
        {
            var casing = options.Serializer().Casing;
            member = (Nullable.GetUnderlyingType(memberType) ?? memberType) switch
            {
                var type when type == typeof(Instant) => new InstantMember(options, parent, casing, memberInfo),
                var type when type == typeof(LocalDate) => new DateOnlyMember(options, parent, casing, memberInfo),
                _ => null,
            };
            return member is not null;
        }
    }

    private sealed class InstantMember : QueryableMember, IComparableMember
    {
        public InstantMember(StoreOptions options, IQueryableMember parent, Casing casing, MemberInfo member)
            : base(parent, casing, member) =>
            TypedLocator = $"{options.DatabaseSchemaName}.mt_immutable_timestamptz({RawLocator})";

        public override string SelectorForDuplication(string pgType) => TypedLocator.Replace("d.data", "data", StringComparison.Ordinal);
    }
}
