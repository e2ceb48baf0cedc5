package dev.culvert.migration.verify;

import dev.culvert.postgres.connection.Row;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.definition.TablePattern;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tables of a database that are compared. For one thread at a time, as its session is. */
final class VerifyTables {

    /** Tables that hold rows, each with the partitioned tables that it is a part of. Unlogged ones are not in the stream. */
    private static final String TABLES =
            """
            WITH RECURSIVE above (leaf, oid) AS (
              SELECT c.oid, c.oid FROM pg_catalog.pg_class AS c
              WHERE c.relkind = 'r' AND c.relpersistence = 'p'
              UNION ALL
              SELECT a.leaf, i.inhparent FROM above AS a
              JOIN pg_catalog.pg_class AS c ON c.oid = a.oid AND c.relispartition
              JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = a.oid)
            SELECT n.nspname AS schema, c.relname AS name, a.leaf::pg_catalog.int8 AS leaf, a.oid = a.leaf AS itself,
              l.reltuples::pg_catalog.int8 AS rows, pg_catalog.pg_relation_size(a.leaf) AS bytes
            FROM above AS a
            JOIN pg_catalog.pg_class AS c ON c.oid = a.oid
            JOIN pg_catalog.pg_class AS l ON l.oid = a.leaf
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE NOT EXISTS (
              SELECT 1 FROM pg_catalog.pg_namespace AS s
              WHERE s.oid = l.relnamespace AND (s.nspname IN ('information_schema', 'culvert') OR pg_catalog.left(s.nspname, 3) = 'pg_'))
            ORDER BY a.leaf, a.oid <> a.leaf""";

    private static final String COLUMNS =
            """
            WITH RECURSIVE based (oid, base) AS (
              SELECT t.oid, t.oid FROM pg_catalog.pg_type AS t
              WHERE t.oid IN (SELECT atttypid FROM pg_catalog.pg_attribute WHERE attrelid = ?::pg_catalog.oid)
              UNION ALL
              SELECT b.oid, t.typbasetype FROM based AS b
              JOIN pg_catalog.pg_type AS t ON t.oid = b.base AND t.typtype = 'd')
            SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, -1) AS type, t.typname AS base,
              (k.position IS NOT NULL) AS in_key, COALESCE(k.position, 0) AS position,
              (t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace OR t.typtype = 'e') AS built_in,
              (a.attcollation = 0 OR o.collname IN ('C', 'POSIX', 'ucs_basic')
                OR o.collname = 'default' AND d.datcollate IN ('C', 'POSIX')) AS ordered
            FROM pg_catalog.pg_attribute AS a
            JOIN based AS b ON b.oid = a.atttypid
            JOIN pg_catalog.pg_type AS t ON t.oid = b.base AND t.typtype <> 'd'
            JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
            LEFT JOIN pg_catalog.pg_collation AS o ON o.oid = a.attcollation
            LEFT JOIN LATERAL (
              SELECT u.position FROM (
                SELECT i.indkey::pg_catalog.int2[] AS columns, i.indnkeyatts FROM pg_catalog.pg_index AS i
                WHERE i.indrelid = a.attrelid AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
                  AND (i.indisprimary OR i.indisreplident)
                ORDER BY i.indisprimary DESC LIMIT 1) AS i,
                LATERAL pg_catalog.unnest(i.columns) WITH ORDINALITY AS u (attnum, position)
              WHERE u.attnum = a.attnum AND u.position <= i.indnkeyatts) AS k ON true
            WHERE a.attrelid = ?::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v'
            ORDER BY a.attnum""";

    private final Session session;

    VerifyTables(Session session) {
        this.session = session;
    }

    private record Named(TableId id, long leaf, boolean itself, long rows, long bytes) {}

    private record KeyedColumn(VerifyTable.Column column, boolean inKey, long position, boolean ranges) {}

    /** Largest first. A pattern means a table, or what it is a partition of. */
    List<VerifyTable> of(MigrationTables chosen) {
        List<Named> named = session.list(TABLES, VerifyTables::named);
        Set<Long> included = new HashSet<>();
        Set<Long> excluded = new HashSet<>();
        for (Named each : named) {
            if (chosen.include().isEmpty() || matches(chosen.include(), each.id())) {
                included.add(each.leaf());
            }
            if (matches(chosen.exclude(), each.id())) {
                excluded.add(each.leaf());
            }
        }
        return named.stream()
                .filter(each -> each.itself() && included.contains(each.leaf()) && !excluded.contains(each.leaf()))
                .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
                .map(this::table)
                .toList();
    }

    private static boolean matches(List<String> patterns, TableId table) {
        return patterns.stream()
                .map(TablePattern::parse)
                .flatMap(Optional::stream)
                .anyMatch(pattern -> pattern.matches(table));
    }

    private static Named named(Row row) throws SQLException {
        return new Named(
                new TableId(row.text("schema"), row.text("name")),
                row.number("leaf"),
                row.bool("itself"),
                Math.max(0, row.number("rows")),
                row.number("bytes"));
    }

    private VerifyTable table(Named named) {
        List<KeyedColumn> columns = session.list(
                COLUMNS,
                row -> new KeyedColumn(
                        new VerifyTable.Column(row.text("name"), row.text("type"), row.text("base")),
                        row.bool("in_key"),
                        row.number("position"),
                        row.bool("built_in") && row.bool("ordered")),
                named.leaf(),
                named.leaf());
        List<KeyedColumn> key =
                new ArrayList<>(columns.stream().filter(KeyedColumn::inKey).toList());
        key.sort((a, b) -> Long.compare(a.position(), b.position()));
        return new VerifyTable(
                named.id(),
                columns.stream().map(KeyedColumn::column).toList(),
                key.stream().map(KeyedColumn::column).toList(),
                !key.isEmpty() && key.stream().allMatch(KeyedColumn::ranges),
                named.rows(),
                named.bytes());
    }
}
