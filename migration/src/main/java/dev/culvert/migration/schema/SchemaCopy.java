package dev.culvert.migration.schema;

import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Makes the source's schema on the target, by pg_dump. Every step can be repeated, by another process too: what was done is not
 * done again.
 *
 * <p>Safe for several threads in {@link #tableCopied}; the other steps are for one.
 *
 * @see SchemaEntry
 */
public final class SchemaCopy implements SchemaSteps, AutoCloseable {
    private final Sites sites;
    private final String migration;
    private final TargetSessions sessions;
    private final IndexBuilds builds;
    private final List<SchemaNote> notes = new CopyOnWriteArrayList<>();

    /**
     * @param migration its name; what is done is kept on the target under it
     * @param parallelism how many indexes are built at the same time
     */
    public SchemaCopy(Sites sites, String migration, int parallelism) {
        this.sites = sites;
        this.migration = migration;
        this.sessions = new TargetSessions(sites.target());
        this.builds = new IndexBuilds(sessions, migration, parallelism);
    }

    /**
     * Roles, settings, and everything of before the rows; then, under the same snapshot, large objects and the tables of
     * extensions. The target's tables are there and empty afterwards, without indexes.
     *
     * @param snapshotName for {@code SET TRANSACTION SNAPSHOT}; it is exported until this returns
     */
    @Override
    public void preData(String snapshotName) {
        try (Session source = sites.source().open(TargetSessions.options("schema"))) {
            source.transaction(() -> {
                source.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                source.update("SET TRANSACTION SNAPSHOT " + Literal.quote(snapshotName));
                sessions.use(target -> {
                    preData(source, target, snapshotName);
                    return true;
                });
                return true;
            });
        }
    }

    private void preData(Session source, Session target, String snapshotName) {
        EntryStore store = new EntryStore(target, migration);
        if (!store.isFilled()) {
            SchemaDump dump = SchemaDump.of(
                    DumpTools.find(source.version(), target.version()),
                    sites.source().sessions().settings(),
                    Optional.of(snapshotName));
            Map<Integer, TableId> tables = EntryTables.of(source).assign(dump.after());
            List<Contents.Table> contents = Contents.of(source);
            target.transaction(() -> {
                make(source, target, dump, tables, contents, store);
                return true;
            });
        }
        new LargeObjects(source, target).copy();
        contents(source, target, store);
    }

    /** In one transaction, so that it is there whole or not at all. */
    private void make(
            Session source,
            Session target,
            SchemaDump dump,
            Map<Integer, TableId> tables,
            List<Contents.Table> contents,
            EntryStore store) {
        store.prepare();
        LargeObjectState.remember(target, migration, LargeObjectState.of(source));
        new Roles(source, target, notes).copy();
        new DatabaseProperties(source, target, notes).copy();
        EntryRunner runner = new EntryRunner(target, sessions.tablespaces());
        for (SchemaEntry entry : dump.before()) {
            noteTablespace(entry);
            runner.runOrLeave(entry).ifPresent(notes::add);
        }
        notes.addAll(ExtensionVersions.differences(source, target));
        List<EntryStore.Stored> open = new ArrayList<>();
        // the first is always there: the schema is made
        open.add(stored(open.size(), "SCHEMA", "the schema", Optional.empty()));
        for (Contents.Table table : contents) {
            open.add(stored(open.size(), EntryStore.CONTENTS, "contents of " + table.id(), Optional.of(table.id())));
        }
        for (SchemaEntry entry : dump.after()) {
            noteTablespace(entry);
            open.add(new EntryStore.Stored(
                    open.size(),
                    entry.kind(),
                    entry.object(),
                    entry.statements(),
                    entry.tablespace(),
                    entry.accessMethod(),
                    Optional.ofNullable(tables.get(entry.dumpId()))));
        }
        store.add(open);
        store.done(open.get(0));
    }

    private static EntryStore.Stored stored(long position, String kind, String object, Optional<TableId> table) {
        return new EntryStore.Stored(position, kind, object, "", "", "", table);
    }

    private void noteTablespace(SchemaEntry entry) {
        if (!entry.tablespace().isEmpty() && !sessions.tablespaces().contains(entry.tablespace())) {
            notes.add(new SchemaNote(
                    entry.object(),
                    "The target has no tablespace " + entry.tablespace() + "; it is in the database's own."));
        }
    }

    private void contents(Session source, Session target, EntryStore store) {
        Map<TableId, Contents.Table> tables =
                Contents.of(source).stream().collect(Collectors.toMap(Contents.Table::id, table -> table));
        for (EntryStore.Stored entry : store.open()) {
            if (entry.kind().equals(EntryStore.CONTENTS)) {
                Contents.Table table = tables.get(entry.table().orElseThrow());
                long rows = target.transaction(() -> {
                    store.done(entry);
                    return new Contents(source, target).copy(table);
                });
                notes.add(new SchemaNote(
                        "table " + table.id(),
                        "It belongs to an extension: " + rows + " rows of configuration were copied once"
                                + (table.scheduled() ? ", as inactive jobs." : ".")));
            }
        }
    }

    /** Indexes, constraints and statistics of a table whose rows are there. From several threads, for several tables. */
    @Override
    public void tableCopied(TableId table) {
        builds.build(table);
        sessions.use(target -> target.update("ANALYZE " + QualifiedName.quote(table)));
    }

    /** Everything else: foreign keys, triggers, policies, contents of materialised views, sequences, event triggers. */
    @Override
    public void afterAll() {
        sessions.use(target -> {
            EntryStore store = new EntryStore(target, migration);
            for (EntryStore.Stored entry : store.open()) {
                builds.make(target, entry);
            }
            target.list(
                            """
                            SELECT n.nspname AS schema, c.relname AS name
                            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                            WHERE (c.relkind = 'p' OR c.relkind = 'm' AND c.relispopulated)
                              AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2""",
                            row -> QualifiedName.of(row.text("schema"), row.text("name")))
                    .forEach(name -> target.update("ANALYZE " + name.sql()));
            try (Session source = sites.source().open("sequences")) {
                SequenceValues.copy(source, target);
            }
            return true;
        });
    }

    /** What is not as on the source, so far. */
    public List<SchemaNote> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void close() {
        builds.close();
        sessions.close();
    }
}
