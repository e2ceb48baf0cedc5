package dev.culvert.benchmarks.copy;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.rig.Tool;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A database of pgbench from PostgreSQL 15 to 18, both with their disks waited for, by each system in turn. */
public final class CopyBenchmark {
    private static final int SOURCE = 15;
    private static final int TARGET = 18;

    private final int scale;
    private final List<Copier> copiers;

    /**
     * @param scale of pgbench: 100,000 rows each
     * @param classPath of Culvert's command line
     */
    public CopyBenchmark(int scale, String classPath) {
        this.scale = scale;
        this.copiers =
                List.of(new CulvertCopier(), new CommandCopier(classPath), new PgcopydbCopier(), new NativeCopier());
    }

    public CopyTurns run(int rounds) {
        try (PostgresServer from = server(SOURCE);
                PostgresServer to = server(TARGET);
                PostgresDatabase source = from.createDatabase("bench")) {
            Tool.run("pgbench", "-i", "-q", "-s", Integer.toString(scale), source.url());
            source.execute("ALTER TABLE pgbench_history REPLICA IDENTITY FULL", "VACUUM ANALYZE");
            long rows = source.number("SELECT count(*) FROM pgbench_accounts");
            List<CopyTurn> turns = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                List<Copier> order = new ArrayList<>(copiers);
                Collections.rotate(order, round - 1);
                for (Copier copier : order) {
                    turns.add(new CopyTurn(round, copier.name(), turn(copier, source, to, rows)));
                }
            }
            return new CopyTurns(rows, source.number("SELECT pg_table_size('pgbench_accounts')"), List.copyOf(turns));
        }
    }

    private static double turn(Copier copier, PostgresDatabase source, PostgresServer to, long rows) {
        try (PostgresDatabase target = to.createDatabase("bench")) {
            source.execute("CHECKPOINT");
            target.execute("CHECKPOINT");
            long began = System.nanoTime();
            copier.copy(source, target);
            double seconds = (System.nanoTime() - began) / 1e9;
            if (target.number("SELECT count(*) FROM pgbench_accounts") != rows
                    || target.number(
                                    "SELECT count(*) FROM pg_constraint WHERE contype = 'p' AND conrelid::regclass::text"
                                            + " LIKE 'pgbench%'")
                            != 3) {
                throw new BenchmarkException(copier.name() + " did not copy everything");
            }
            copier.clean(source, target);
            return seconds;
        }
    }

    private static PostgresServer server(int major) {
        return PostgresServer.builder(major)
                .durable()
                .setting("shared_buffers", "1GB")
                .setting("max_wal_size", "20GB")
                .setting("checkpoint_timeout", "1h")
                .setting("max_slot_wal_keep_size", "20GB")
                // what runs by itself must not fall into one system's turn
                .setting("autovacuum", "off")
                .start();
    }
}
