package dev.culvert.postgres.catalog;

import dev.culvert.postgres.connection.Row;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the catalog of one database. What it reads is now; what is in the WAL was then. Types are kept for the life of an
 * instance, so make a new one to see a changed type. For one thread at a time.
 */
public final class Catalog {

    private static final String RELATIONS =
            """
            SELECT n.nspname, c.relname, c.oid::pg_catalog.int8 AS oid, c.relkind::pg_catalog.text AS relkind,
                   c.relpersistence::pg_catalog.text AS relpersistence, c.relreplident::pg_catalog.text AS relreplident,
                   pg_catalog.row_security_active(c.oid) AS rls, pg_catalog.pg_get_userbyid(c.relowner) AS owner,
                   pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
                   CASE WHEN c.reltuples < 0 OR (c.reltuples = 0 AND c.relpages = 0) THEN NULL
                        ELSE c.reltuples END::pg_catalog.int8 AS rows,
                   CASE WHEN c.relispartition
                        THEN (SELECT i.inhparent FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid LIMIT 1)
                        END::pg_catalog.int8 AS partition_of,
                   c.relkind <> 'p' AND EXISTS (
                       SELECT 1 FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = c.oid) AS inherited
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')""";

    private static final String COLUMNS =
            """
            SELECT a.attrelid::pg_catalog.int8 AS oid, a.attnum::pg_catalog.int4 AS attnum, a.attname,
                   a.atttypid::pg_catalog.int8 AS typid, a.atttypmod, NOT a.attnotnull AS nullable,
                   a.attgenerated::pg_catalog.text AS generated, a.attidentity <> '' AS identity,
                   pg_catalog.col_description(a.attrelid, a.attnum) AS comment
            FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = ANY (?::pg_catalog.text[]::pg_catalog.oid[]) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum""";

    /** The conditions on an index are those of PostgreSQL's RelationGetIndexList. */
    private static final String IDENTITIES =
            """
            SELECT c.oid::pg_catalog.int8 AS oid, c.relreplident::pg_catalog.text AS relreplident,
                   COALESCE(k.columns, '{}') AS columns, COALESCE(p.columns, '{}') AS primary_key,
                   COALESCE(NOT p.indimmediate, false) AS deferrable,
                   COALESCE(p.made, 0)::pg_catalog.int8 AS primary_key_oid
            FROM pg_catalog.pg_class AS c
            LEFT JOIN LATERAL (%1$s AND i.indisprimary AND i.indisvalid) AS p ON true
            LEFT JOIN LATERAL (%1$s AND i.indisvalid AND i.indisunique AND i.indimmediate AND i.indpred IS NULL
                AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END)
                AS k ON true
            WHERE c.oid = ANY (?::pg_catalog.text[]::pg_catalog.oid[])"""
                    .formatted(
                            """
                    SELECT i.indimmediate, (
                        SELECT n.oid::pg_catalog.int8 FROM pg_catalog.pg_constraint AS n
                        WHERE n.conindid = i.indexrelid AND n.contype = 'p') AS made, (
                        SELECT pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY u.position)
                        FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS u (attnum, position)
                        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = u.attnum
                        WHERE u.position <= i.indnkeyatts) AS columns
                    FROM pg_catalog.pg_index AS i WHERE i.indrelid = c.oid""");

    private static final String FILES =
            """
            SELECT c.oid::pg_catalog.text || ' ' || c.relfilenode::pg_catalog.text AS file FROM pg_catalog.pg_class AS c
            WHERE c.relkind = 'r' AND (c.oid = ?::pg_catalog.oid OR c.oid IN (
                SELECT t.relid FROM pg_catalog.pg_partition_tree(?::pg_catalog.oid::pg_catalog.regclass) AS t WHERE t.isleaf))""";

    private static final String LEAVES =
            """
            SELECT n.nspname, c.relname, c.relkind::pg_catalog.text AS relkind,
                   CASE WHEN c.reltuples < 0 OR (c.reltuples = 0 AND c.relpages = 0) THEN NULL
                        ELSE c.reltuples END::pg_catalog.int8 AS rows,
                   CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_relation_size(c.oid) ELSE 0 END AS bytes,
                   pg_catalog.current_setting('block_size')::pg_catalog.int8 AS block_size
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.oid = ?::pg_catalog.oid AND c.relkind <> 'p' OR c.oid IN (
                SELECT t.relid FROM pg_catalog.pg_partition_tree(?::pg_catalog.oid::pg_catalog.regclass) AS t WHERE t.isleaf)
            ORDER BY (n.nspname COLLATE "C"), (c.relname COLLATE "C")""";

    private final Session session;
    private final TypeCatalog types;

    /** @param session an ordinary session */
    public Catalog(Session session) {
        this.session = session;
        this.types = new TypeCatalog(session);
    }

    /** Everything that looks like a table, by name, without PostgreSQL's own schemas. */
    public List<Relation> relations() {
        return session
                .list(
                        RELATIONS + " AND n.nspname <> 'information_schema' AND pg_catalog.left(n.nspname, 3) <> 'pg_'",
                        Catalog::relation)
                .stream()
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    /** The relation of this name, in any schema. */
    public Optional<Relation> find(TableId id) {
        return session.optional(
                RELATIONS + " AND n.nspname = ? AND c.relname = ?", Catalog::relation, id.schema(), id.name());
    }

    /** The relation of this oid. */
    public Optional<Relation> find(long oid) {
        return session.optional(RELATIONS + " AND c.oid = ?::pg_catalog.oid", Catalog::relation, oid);
    }

    /** What of a table holds rows, by name: itself, or all its partitions down to the last. */
    public List<Leaf> leaves(long oid) {
        return session.list(LEAVES, Catalog::leaf, oid, oid);
    }

    /**
     * The files of a table, or of its partitions down to the last, as the session's snapshot sees them, in a form that can only be
     * compared: another one means that the rows were written anew, or truncated.
     */
    public List<String> files(long oid) {
        return session.list(FILES, row -> row.text("file"), oid, oid);
    }

    private static Leaf leaf(Row row) throws SQLException {
        long blockSize = row.number("block_size");
        return new Leaf(
                new TableId(row.text("nspname"), row.text("relname")),
                row.text("relkind").equals("r"),
                row.optionalNumber("rows"),
                row.number("bytes") / blockSize,
                blockSize);
    }

    private static Relation relation(Row row) throws SQLException {
        return new Relation(
                new TableId(row.text("nspname"), row.text("relname")),
                row.number("oid"),
                RelationKind.of(row.text("relkind")),
                Persistence.of(row.text("relpersistence")),
                row.optionalNumber("partition_of"),
                row.bool("inherited"),
                replicaIdentity(row.text("relreplident")),
                row.bool("rls"),
                row.text("owner"),
                row.optionalText("comment"),
                row.optionalNumber("rows"));
    }

    private static ReplicaIdentity replicaIdentity(String code) {
        return switch (code) {
            case "d" -> ReplicaIdentity.DEFAULT;
            case "n" -> ReplicaIdentity.NOTHING;
            case "f" -> ReplicaIdentity.FULL;
            case "i" -> ReplicaIdentity.INDEX;
            default -> throw new IllegalArgumentException("unknown relreplident \"" + code + "\"");
        };
    }

    /** Columns of a table in the order of their numbers; empty if there is no such table. */
    public List<CatalogColumn> columns(long oid) {
        return columns(List.of(oid)).getOrDefault(oid, List.of());
    }

    /** Columns of several tables, by oid; a table without columns is not in it. */
    public Map<Long, List<CatalogColumn>> columns(Collection<Long> oids) {
        record Raw(long table, long type, int typmod, CatalogColumn column) {}
        ColumnType pending = ColumnType.base(0, -1, "");
        List<Raw> raws = session.list(
                COLUMNS,
                row -> new Raw(
                        row.number("oid"),
                        row.number("typid"),
                        row.integer("atttypmod"),
                        new CatalogColumn(
                                row.integer("attnum"),
                                row.text("attname"),
                                pending,
                                row.bool("nullable"),
                                CatalogColumn.Generated.of(row.text("generated")),
                                row.bool("identity"),
                                row.optionalText("comment"))),
                texts(oids));
        Set<Long> typeOids = new TreeSet<>();
        raws.forEach(raw -> typeOids.add(raw.type));
        types.load(typeOids);
        Map<Long, List<CatalogColumn>> byTable = new HashMap<>();
        for (Raw raw : raws) {
            CatalogColumn c = raw.column;
            ColumnType type = type(raw.type, raw.typmod)
                    .orElseThrow(() -> new IllegalStateException("type " + raw.type + " was dropped meanwhile"));
            byTable.computeIfAbsent(raw.table, any -> new ArrayList<>())
                    .add(new CatalogColumn(
                            c.number(), c.name(), type, c.nullable(), c.generated(), c.identity(), c.comment()));
        }
        return byTable;
    }

    /** A type as a column with this typmod has it, with all that it is made of; empty if there is no such type. */
    public Optional<ColumnType> type(long oid, int typmod) {
        return types.find(oid, typmod);
    }

    /** Replica identity of a table; empty if there is no such table. */
    public Optional<TableIdentity> identity(long oid) {
        return Optional.ofNullable(identities(List.of(oid)).get(oid));
    }

    /** Replica identities of several tables, by oid. */
    public Map<Long, TableIdentity> identities(Collection<Long> oids) {
        record Found(long oid, TableIdentity identity) {}
        Map<Long, TableIdentity> byTable = new HashMap<>();
        session.list(
                        IDENTITIES,
                        row -> new Found(
                                row.number("oid"),
                                new TableIdentity(
                                        replicaIdentity(row.text("relreplident")),
                                        row.texts("columns"),
                                        row.texts("primary_key"),
                                        row.number("primary_key_oid"),
                                        row.bool("deferrable"))),
                        texts(oids))
                .forEach(found -> byTable.put(found.oid, found.identity));
        return byTable;
    }

    /** Sizes on disk now, by oid; a table that is gone is not in it. Waits for who holds a table exclusively. */
    public Map<Long, TableSize> sizes(Collection<Long> oids) {
        record Sized(long oid, OptionalLong heap, OptionalLong total) {}
        Map<Long, TableSize> byTable = new HashMap<>();
        session
                .list(
                        """
                        SELECT c.oid::pg_catalog.int8 AS oid, pg_catalog.pg_relation_size(c.oid) AS heap,
                               pg_catalog.pg_table_size(c.oid) AS total
                        FROM pg_catalog.pg_class AS c
                        WHERE c.oid = ANY (?::pg_catalog.text[]::pg_catalog.oid[])""",
                        row -> new Sized(row.number("oid"), row.optionalNumber("heap"), row.optionalNumber("total")),
                        texts(oids))
                .stream()
                .filter(sized -> sized.heap.isPresent() && sized.total.isPresent())
                .forEach(sized ->
                        byTable.put(sized.oid, new TableSize(sized.heap.getAsLong(), sized.total.getAsLong())));
        return byTable;
    }

    /**
     * The shape of a table as it is published.
     *
     * @param published its published columns, in the order of their numbers
     * @param key names of the key's columns, all of them published
     */
    public static TableSchema schema(Relation table, List<CatalogColumn> published, List<String> key) {
        List<Column> columns = published.stream().map(CatalogColumn::toColumn).toList();
        List<String> names = columns.stream().map(Column::name).toList();
        List<Integer> indexes = key.stream().map(names::indexOf).toList();
        return new TableSchema(table.id(), (int) table.oid(), columns, indexes, table.replicaIdentity(), 1);
    }

    private static List<String> texts(Collection<Long> oids) {
        return oids.stream().map(String::valueOf).toList();
    }
}
