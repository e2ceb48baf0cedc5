package dev.culvert.benchmarks.cutover;

import dev.culvert.testkit.postgres.PostgresServer;

/**
 * What clients notice of a cutover from PostgreSQL 15 to 18 and of its way back. The servers do not wait for their disks: a
 * subscription commits one transaction after the other, and cannot follow eight clients that commit together as fast as they can.
 */
public final class CutoverBenchmark {
    private static final int SOURCE = 15;
    private static final int TARGET = 18;

    private final int scale;

    /** @param scale of pgbench: 100,000 rows each */
    public CutoverBenchmark(int scale) {
        this.scale = scale;
    }

    /** @param rounds each a cutover and a rollback */
    public CutoverTurns run(int rounds) {
        try (PostgresServer from = server(SOURCE);
                PostgresServer to = server(TARGET)) {
            return new CutoverTurns(
                    new PooledTurns(from, to).run(scale, rounds), new DirectTurns(from, to).run(rounds));
        }
    }

    private static PostgresServer server(int major) {
        return PostgresServer.builder(major)
                .setting("shared_buffers", "1GB")
                .setting("max_wal_size", "20GB")
                .setting("checkpoint_timeout", "1h")
                .setting("max_slot_wal_keep_size", "20GB")
                .start();
    }
}
