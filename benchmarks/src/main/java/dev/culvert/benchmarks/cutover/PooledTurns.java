package dev.culvert.benchmarks.cutover;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.rig.Tool;
import dev.culvert.migration.certificate.Certificate;
import dev.culvert.testkit.pgbouncer.PgBouncer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** pgbench through a PgBouncer in transaction mode, moved there and back. */
final class PooledTurns {
    private static final Duration BEFORE = Duration.ofSeconds(4);
    private static final Duration RUN = Duration.ofSeconds(10);

    private final PostgresServer from;
    private final PostgresServer to;

    PooledTurns(PostgresServer from, PostgresServer to) {
        this.from = from;
        this.to = to;
    }

    List<PooledTurn> run(int scale, int rounds) {
        try (PostgresDatabase source = from.createDatabase("bench");
                PostgresDatabase target = to.createDatabase("bench");
                PgBouncer bouncer = PgBouncer.of(from)
                        .databases("bench = host=127.0.0.1 port=%d dbname=%s\n".formatted(from.port(), source.name()))
                        .start()) {
            Tool.run("pgbench", "-i", "-q", "-s", Integer.toString(scale), source.url());
            source.execute("ALTER TABLE pgbench_history REPLICA IDENTITY FULL", "VACUUM ANALYZE");
            try (Streaming migration = Streaming.start(
                    source,
                    target,
                    "{pgbouncer: [{admin: \"%s\", databases: [bench], databasesFile: \"%s\"}]}"
                            .formatted(bouncer.url("pgbouncer"), bouncer.databasesFile()))) {
                List<PooledTurn> turns = new ArrayList<>();
                long committed = 0;
                for (int round = 1; round <= rounds; round++) {
                    for (PostgresDatabase next : List.of(target, source)) {
                        String word = next == target ? "cutover" : "rollback";
                        PooledTurn turn = turn(round, word, migration, bouncer);
                        committed += turn.transactions();
                        require(next, committed, turn);
                        turns.add(turn);
                    }
                }
                return turns;
            }
        }
    }

    private static PooledTurn turn(int round, String word, Streaming migration, PgBouncer bouncer) {
        Pgbench pgbench = Pgbench.start(bouncer.url("bench"), RUN);
        Certificate certificate;
        PgbenchRun run;
        try {
            pause(BEFORE);
            certificate = migration.turn();
        } finally {
            run = pgbench.end();
        }
        return new PooledTurn(
                round,
                word,
                run.transactions(),
                run.failed(),
                run.longest(),
                certificate.writePause(),
                certificate.steps());
    }

    /** Each transaction appends a row: as many as pgbench was told of must be there. */
    private static void require(PostgresDatabase open, long committed, PooledTurn turn) {
        long rows = open.number("SELECT count(*) FROM pgbench_history");
        if (turn.failed() == 0 && rows != committed) {
            throw new BenchmarkException(rows + " transactions are there after the " + turn.word() + ", and "
                    + committed + " were acknowledged");
        }
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted");
        }
    }
}
