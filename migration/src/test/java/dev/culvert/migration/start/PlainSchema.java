package dev.culvert.migration.start;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.schema.SchemaSteps;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Just enough of a schema's steps for tests of the copy: pg_dump for what stands before the rows, the catalog for the rest. */
class PlainSchema implements SchemaSteps {
    private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");

    private final PostgresDatabase source;
    private final PostgresDatabase target;

    PlainSchema(PostgresDatabase source, PostgresDatabase target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public void preData(String snapshot) {
        try {
            Path file = Files.createTempFile("pre-data", ".sql");
            Path log = Files.createTempFile("pre-data", ".log");
            run(
                    log,
                    BIN.resolve("pg_dump").toString(),
                    "--section=pre-data",
                    "--exclude-schema=culvert",
                    "--no-publications",
                    "--no-subscriptions",
                    "--snapshot=" + snapshot,
                    "--file=" + file,
                    source.url());
            run(
                    log,
                    BIN.resolve("psql").toString(),
                    "-qX",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-f",
                    file.toString(),
                    target.url());
            Files.delete(file);
            Files.delete(log);
        } catch (IOException e) {
            throw new TestkitException("pg_dump", e);
        }
    }

    private static void run(Path log, String... words) throws IOException {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new TestkitException(words[0] + ": " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException(words[0] + " interrupted");
        }
    }

    @Override
    public void tableCopied(TableId table) {
        constraints(
                "n.nspname = ? AND c.relname = ? AND c.relkind = 'r' AND k.contype IN ('p', 'u')",
                table.schema(),
                table.name());
        for (List<String> row : source.query(
                """
                SELECT pg_get_indexdef(i.indexrelid), x.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                JOIN pg_class x ON x.oid = i.indexrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?
                  AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)""",
                table.schema(),
                table.name())) {
            if (target.query("SELECT 1 FROM pg_class WHERE relname = ?", row.get(1))
                    .isEmpty()) {
                target.execute(row.get(0));
            }
        }
        for (List<String> row : source.query(
                """
                SELECT format('ALTER TABLE %s REPLICA IDENTITY FULL', c.oid::regclass) FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND c.relreplident = 'f'""",
                table.schema(), table.name())) {
            target.execute(row.get(0));
        }
    }

    @Override
    public void afterAll() {
        constraints("c.relkind = 'p' AND k.contype IN ('p', 'u')");
        constraints("k.contype = 'f' AND k.conparentid = 0");
    }

    private void constraints(String condition, Object... parameters) {
        for (List<String> row : source.query(
                """
                SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.oid::regclass, k.conname, pg_get_constraintdef(k.oid)),
                  k.conname
                FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname <> 'culvert' AND"""
                        + " " + condition + " ORDER BY k.conname",
                parameters)) {
            if (target.query("SELECT 1 FROM pg_constraint WHERE conname = ?", row.get(1))
                    .isEmpty()) {
                // by a session of Culvert's: its errors are told apart by their SQLSTATE
                try (Session session = TestSites.of(source, target).target().open("it")) {
                    session.update("SET search_path = public");
                    session.update(row.get(0));
                }
            }
        }
    }
}
