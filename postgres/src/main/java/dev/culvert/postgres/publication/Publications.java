package dev.culvert.postgres.publication;

import dev.culvert.postgres.connection.Row;
import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.table.FilterProbe;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The publications of a database. For one thread at a time, as its session is. */
public final class Publications {

    private final Session session;
    private final ServerVersion version;

    /** @param session an ordinary session, outside a transaction */
    public Publications(Session session) {
        this.session = session;
        this.version = session.version();
    }

    /** Every publication of the database, by name. */
    public List<Publication> list() {
        return session
                .list(
                        """
                        SELECT p.pubname FROM pg_catalog.pg_publication AS p ORDER BY p.pubname COLLATE "C\"""",
                        row -> row.text("pubname"))
                .stream()
                .flatMap(name -> read(name).stream())
                .toList();
    }

    /** Whether there is a publication of this name. */
    public boolean exists(String name) {
        return session.one(
                "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_publication AS p WHERE p.pubname = ?) AS there",
                row -> row.bool("there"),
                name);
    }

    /**
     * Whether a publication is as it was before anything that a slot has not confirmed: every row of the catalog that makes it is of a
     * transaction that had ended when the slot's {@code catalog_xmin} became the oldest one running, which lies before
     * {@code confirmed_flush_lsn}. False if it is not there, or if that cannot be told.
     */
    public boolean isOlderThan(String name, String slot) {
        String schemas = version.hasSchemaPublications()
                ? """
                UNION ALL SELECT s.xmin FROM pg_catalog.pg_publication_namespace AS s
                JOIN pg_catalog.pg_publication AS p ON p.oid = s.pnpubid WHERE p.pubname = ?"""
                : "";
        String sql =
                """
                SELECT COALESCE((SELECT pg_catalog.bool_and(pg_catalog.age(made.xmin) > pg_catalog.age(slot.catalog_xmin)) FROM (
                    SELECT p.xmin FROM pg_catalog.pg_publication AS p WHERE p.pubname = ?
                    UNION ALL SELECT r.xmin FROM pg_catalog.pg_publication_rel AS r
                    JOIN pg_catalog.pg_publication AS p ON p.oid = r.prpubid WHERE p.pubname = ?
                    %s) AS made
                JOIN pg_catalog.pg_replication_slots AS slot ON slot.slot_name = ?), false) AS older"""
                        .formatted(schemas);
        Object[] values = version.hasSchemaPublications()
                ? new Object[] {name, name, name, slot}
                : new Object[] {name, name, slot};
        return session.one(sql, row -> row.bool("older"), values);
    }

    /** The publication of this name, if there is one. */
    public Optional<Publication> read(String name) {
        String sql =
                """
                SELECT p.oid::pg_catalog.int8 AS oid, p.xmin::pg_catalog.text AS altered, p.pubname, pg_catalog.pg_get_userbyid(p.pubowner) AS owner,
                       p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot,
                       %s AS generated, %s AS schemas
                FROM pg_catalog.pg_publication AS p WHERE p.pubname = ?"""
                        .formatted(
                                version.publishesGeneratedColumns()
                                        ? "p.pubgencols::pg_catalog.text = 's'"
                                        : "NULL::pg_catalog.bool",
                                version.hasSchemaPublications()
                                        ? """
                                        COALESCE((SELECT pg_catalog.array_agg(n.nspname::pg_catalog.text ORDER BY n.nspname)
                                            FROM pg_catalog.pg_publication_namespace AS s
                                            JOIN pg_catalog.pg_namespace AS n ON n.oid = s.pnnspid
                                            WHERE s.pnpubid = p.oid), '{}')"""
                                        : "'{}'::pg_catalog.text[]");
        return session.optional(sql, Publications::header, name)
                .map(header -> new Publication(
                        header.name(),
                        header.oid(),
                        header.owner(),
                        header.allTables(),
                        header.operations(),
                        header.viaRoot(),
                        header.generatedColumns(),
                        header.schemas(),
                        header.mark(),
                        tables(header.oid())));
    }

    private static Publication header(Row row) throws SQLException {
        List<String> operations = new ArrayList<>();
        for (String operation : List.of("insert", "update", "delete", "truncate")) {
            if (row.bool("pub" + operation)) {
                operations.add(operation);
            }
        }
        return new Publication(
                row.text("pubname"),
                row.number("oid"),
                row.text("owner"),
                row.bool("puballtables"),
                String.join(", ", operations),
                row.bool("pubviaroot"),
                row.optionalBool("generated"),
                row.texts("schemas"),
                row.text("altered") + " " + row.text("owner"),
                List.of());
    }

    private List<Publication.Table> tables(long publication) {
        String sql =
                """
                SELECT r.oid::pg_catalog.int8 AS membership, c.oid::pg_catalog.int8 AS oid, n.nspname, c.relname,
                       %s AS filter, %s AS listed, %s AS columns
                FROM pg_catalog.pg_publication_rel AS r
                JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE r.prpubid = ?::pg_catalog.oid
                ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C\""""
                        .formatted(
                                version.hasRowFilters()
                                        ? "pg_catalog.pg_get_expr(r.prqual, r.prrelid)"
                                        : "NULL::pg_catalog.text",
                                version.hasColumnLists() ? "r.prattrs IS NOT NULL" : "false",
                                version.hasColumnLists()
                                        ? """
                                        COALESCE((SELECT pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY a.attnum)
                                            FROM pg_catalog.pg_attribute AS a
                                            WHERE a.attrelid = r.prrelid
                                              AND a.attnum = ANY (r.prattrs::pg_catalog.int2[])), '{}')"""
                                        : "'{}'::pg_catalog.text[]");
        return session.list(
                sql,
                row -> new Publication.Table(
                        new TableId(row.text("nspname"), row.text("relname")),
                        row.number("oid"),
                        row.number("membership"),
                        row.bool("listed") ? Optional.of(row.texts("columns")) : Optional.empty(),
                        row.optionalText("filter")),
                publication);
    }

    /** What brings the publication of the spec's name to the spec. Reads, and tries filters in what is rolled back. */
    public PublicationDiff diff(PublicationSpec spec) {
        Optional<Publication> actual = read(spec.name());
        if (actual.isEmpty()) {
            return new PublicationDiff(List.of(
                    new PublicationChange(PublicationSql.create(spec), true, "The publication does not exist.")));
        }
        return diff(spec, actual.get());
    }

    private PublicationDiff diff(PublicationSpec spec, Publication actual) {
        if (actual.allTables()) {
            return new PublicationDiff(List.of(
                    new PublicationChange(
                            PublicationSql.drop(spec.name()),
                            false,
                            "It publishes all tables, which cannot be narrowed to some."),
                    new PublicationChange(PublicationSql.create(spec), false, "It is made again with its tables.")));
        }
        List<PublicationChange> changes = new ArrayList<>();
        Set<TableId> wanted = new HashSet<>();
        List<PublicationSpec.Table> added = new ArrayList<>();
        for (PublicationSpec.Table table : spec.tables()) {
            wanted.add(table.id());
            Optional<Publication.Table> present = actual.find(table.id());
            if (present.isEmpty()) {
                added.add(table);
            } else {
                difference(table, present.get()).ifPresent(reason -> {
                    changes.add(PublicationChange.ofTables(
                            PublicationSql.dropTables(spec.name(), List.of(table.id())), false, reason));
                    changes.add(PublicationChange.ofTables(
                            PublicationSql.addTables(spec.name(), List.of(table)), false, reason));
                });
            }
        }
        for (Publication.Table table : actual.tables()) {
            if (!wanted.contains(table.id())) {
                changes.add(PublicationChange.ofTables(
                        PublicationSql.dropTables(spec.name(), List.of(table.id())),
                        false,
                        "No rule selects table " + table.id() + "."));
            }
        }
        if (!actual.schemas().isEmpty()) {
            changes.add(
                    0,
                    new PublicationChange(
                            PublicationSql.dropSchemas(spec.name(), actual.schemas()),
                            false,
                            "It publishes whole schemas: " + String.join(", ", actual.schemas()) + "."));
        }
        if (!added.isEmpty()) {
            changes.add(PublicationChange.ofTables(
                    PublicationSql.addTables(spec.name(), added),
                    true,
                    "Tables are missing in it: "
                            + String.join(
                                    ", ",
                                    added.stream().map(t -> t.id().toString()).toList())
                            + "."));
        }
        optionDifference(spec, actual)
                .ifPresent(
                        reason -> changes.add(new PublicationChange(PublicationSql.setOptions(spec), false, reason)));
        return new PublicationDiff(changes);
    }

    private Optional<String> difference(PublicationSpec.Table wanted, Publication.Table actual) {
        if (!wanted.columns().map(HashSet::new).equals(actual.columns().map(HashSet::new))) {
            return Optional.of("Table " + wanted.id() + " is published with " + columns(actual.columns())
                    + ", not with " + columns(wanted.columns()) + ".");
        }
        if (!sameFilter(wanted, actual)) {
            return Optional.of("Table " + wanted.id() + " is published with " + filter(actual.filter()) + ", not with "
                    + filter(wanted.filter()) + ".");
        }
        return Optional.empty();
    }

    /** PostgreSQL keeps a filter parsed and prints it its own way, so the wanted one is printed its way too. */
    private boolean sameFilter(PublicationSpec.Table wanted, Publication.Table actual) {
        if (wanted.filter().isEmpty()
                || actual.filter().isEmpty()
                || wanted.filter().equals(actual.filter())) {
            return wanted.filter().equals(actual.filter());
        }
        String normalised = new FilterProbe(session)
                .read(wanted.id(), wanted.filter().get())
                .normalised();
        return normalised.equals(actual.filter().get());
    }

    private static Optional<String> optionDifference(PublicationSpec spec, Publication actual) {
        List<String> reasons = new ArrayList<>();
        if (!actual.operations().equals(PublicationSpec.OPERATIONS)) {
            reasons.add("It publishes only: " + actual.operations() + ".");
        }
        if (actual.viaRoot() != spec.viaRoot()) {
            reasons.add(
                    spec.viaRoot()
                            ? "It does not publish partitioned tables by their root."
                            : "It publishes partitioned tables by their root.");
        }
        if (actual.generatedColumns().isPresent() && actual.generatedColumns().get() != spec.generatedColumns()) {
            reasons.add(
                    spec.generatedColumns()
                            ? "It leaves stored generated columns out."
                            : "It publishes stored generated columns.");
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", reasons));
    }

    private static String columns(Optional<List<String>> list) {
        return list.map(names -> "the columns " + String.join(", ", names)).orElse("all columns");
    }

    private static String filter(Optional<String> filter) {
        return filter.map(text -> "the row filter " + text).orElse("no row filter");
    }

    /**
     * Runs the statements of a diff, in one transaction.
     *
     * @throws CulvertException {@link ErrorCode#PG_PRIVILEGE}: it takes CREATE on the database and ownership of every table
     */
    public void apply(PublicationDiff diff) {
        if (diff.isEmpty()) {
            return;
        }
        session.transaction(() -> {
            diff.changes().forEach(change -> session.update(change.sql()));
            return true;
        });
    }

    /**
     * Takes tables out and puts tables in, in one transaction: a table in both is published anew.
     *
     * @throws CulvertException {@link ErrorCode#PG_PRIVILEGE}: it takes ownership of the publication and of every table
     */
    public void alter(String name, Collection<TableId> out, Collection<PublicationSpec.Table> in) {
        session.transaction(() -> {
            if (!out.isEmpty()) {
                session.update(PublicationSql.dropTables(name, out));
            }
            if (!in.isEmpty()) {
                session.update(PublicationSql.addTables(name, in));
            }
            return true;
        });
    }

    /** What would do that, for people. */
    public static String alterSql(String name, Collection<TableId> out, Collection<PublicationSpec.Table> in) {
        List<String> statements = new ArrayList<>();
        if (!out.isEmpty()) {
            statements.add(PublicationSql.dropTables(name, out) + ";");
        }
        if (!in.isEmpty()) {
            statements.add(PublicationSql.addTables(name, in) + ";");
        }
        return String.join(" ", statements);
    }

    /** Whether a table is published otherwise than wanted, by its columns or its filter; false if it is not published at all. */
    public boolean differs(PublicationSpec.Table wanted, Publication actual) {
        return actual.find(wanted.id())
                .flatMap(present -> difference(wanted, present))
                .isPresent();
    }

    /** Drops a publication; whether there was one. */
    public boolean drop(String name) {
        try {
            session.update(PublicationSql.drop(name));
            return true;
        } catch (CulvertException e) {
            if (SqlStates.of(e).equals(SqlStates.UNDEFINED_OBJECT)) {
                return false;
            }
            throw e;
        }
    }
}
