package dev.culvert.benchmarks.tables;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.system.CommandRun;
import dev.culvert.benchmarks.system.CulvertCommands;
import dev.culvert.benchmarks.system.ProcessUse;
import dev.culvert.benchmarks.topic.OffsetWatch;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline for thousands of tables: {@code plan} and {@code apply}, then {@code run} until a change can be read that is made
 * as soon as the slot is there, and {@code status} beside it.
 */
public final class TablesBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(TablesBenchmark.class);
    private static final String PIPELINE = "many";
    private static final Duration QUIET = Duration.ZERO;
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final int ENDED_BY_TERM = 128 + 15;
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

    /** A table and its index are two locks. */
    private static final int TABLES_OF_A_TRANSACTION = 500;

    private final Rig rig;
    private final int tables;
    private final boolean snapshot;
    private final String classPath;
    private final List<String> jvmArguments;

    /**
     * @param snapshot whether the pipeline begins with one, of tables without rows
     * @param classPath of Culvert's command line
     * @param jvmArguments of its commands
     */
    public TablesBenchmark(Rig rig, int tables, boolean snapshot, String classPath, List<String> jvmArguments) {
        this.rig = rig;
        this.tables = tables;
        this.snapshot = snapshot;
        this.classPath = classPath;
        this.jvmArguments = List.copyOf(jvmArguments);
    }

    public TablesResult run() {
        try (PostgresDatabase database = rig.createDatabase("tables");
                RunDirectory directory = RunDirectory.create("tables", ServerUser.SAME)) {
            LOG.info("making {} tables", tables);
            createTables(database);
            Path definition = directory.path().resolve("pipeline.yaml");
            Files.writeString(definition, definition(database));
            return run(database, new CulvertCommands(directory.path(), definition, classPath, jvmArguments));
        } catch (IOException e) {
            throw new BenchmarkException("the definition cannot be written", e);
        }
    }

    private TablesResult run(PostgresDatabase database, CulvertCommands culvert) {
        List<CommandRun> commands = new ArrayList<>();
        commands.add(noted(culvert.run("plan")));
        commands.add(noted(culvert.run("apply", "--yes")));
        int last = tables - 1;
        long startedAt = System.nanoTime();
        ServerProcess running = culvert.start("run");
        try {
            awaitSlot(running, database);
            database.execute("INSERT INTO public.t" + last + " VALUES (1, 'first')");
            double firstChange = (firstRecord(running, last) - startedAt) / 1e9;
            LOG.info("first change after {} s", firstChange);
            commands.add(noted(culvert.run("status")));
            ProcessUse use = new ProcessUse(running.pid());
            use.look();
            long stoppedAt = System.nanoTime();
            running.signal("TERM");
            int code = running.awaitExit(STOP_LIMIT);
            if (code != 0 && code != ENDED_BY_TERM) {
                throw new BenchmarkException("culvert run ended with " + code + "\n" + running.logTail());
            }
            return new TablesResult(
                    tables,
                    snapshot,
                    commands,
                    firstChange,
                    use.cpuSeconds(),
                    use.peakResidentBytes(),
                    (System.nanoTime() - stoppedAt) / 1e9);
        } finally {
            running.signal("KILL");
        }
    }

    private static CommandRun noted(CommandRun run) {
        LOG.info("culvert {}: {} s", run.words(), run.seconds());
        return run;
    }

    /** What is committed from then on is of the stream, with a snapshot before it as well. */
    private static void awaitSlot(ServerProcess running, PostgresDatabase database) {
        boolean there = Deadline.after(LIMIT)
                .await(() -> !running.isAlive()
                        || !database.query(
                                        "SELECT 1 FROM pg_replication_slots WHERE database = ? AND confirmed_flush_lsn IS NOT NULL",
                                        database.name())
                                .isEmpty());
        if (!there || !running.isAlive()) {
            throw new BenchmarkException("no slot was made\n" + running.logTail());
        }
    }

    private long firstRecord(ServerProcess running, int table) {
        try (Admin admin = rig.kafka().admin()) {
            OffsetWatch watch = new OffsetWatch(admin, PIPELINE + ".public.t" + table, () -> {});
            watch.await(1, QUIET, LIMIT, running::isAlive);
            return watch.readableAt(Map.of(0, 0L));
        } catch (BenchmarkException e) {
            throw new BenchmarkException(e.getMessage() + "\n" + running.logTail(), e);
        }
    }

    private void createTables(PostgresDatabase database) {
        database.execute(
                """
                DO $$
                BEGIN
                    FOR i IN 0 .. %d LOOP
                        EXECUTE format('CREATE TABLE public.t%%s (id bigint PRIMARY KEY, note text)', i);
                        IF i %% %d = 0 THEN COMMIT; END IF;
                    END LOOP;
                END
                $$"""
                        .formatted(tables - 1, TABLES_OF_A_TRANSACTION));
        database.execute("VACUUM ANALYZE pg_catalog.pg_class", "VACUUM ANALYZE pg_catalog.pg_attribute", "CHECKPOINT");
    }

    private String definition(PostgresDatabase database) {
        return """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: %s}
                source:
                  postgres: {url: "%s"}
                  engine: native
                  tables:
                    - table: public.*
                snapshot: {mode: %s}
                kafka:
                  bootstrap: %s
                  create: {partitions: 1, replicationFactor: 1}
                format:
                  registry: {url: "%s"}
                """
                .formatted(
                        PIPELINE,
                        database.url(),
                        snapshot ? "initial" : "never",
                        rig.kafka().bootstrap(),
                        rig.registryUrl());
    }
}
