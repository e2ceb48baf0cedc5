package dev.culvert.testkit.workload;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.TestkitException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writers that change tables at random, at the same time, until {@link #stop}: inserts, updates with and without a big
 * value, deletes, changes of keys, COPY, savepoints rolled back, whole transactions rolled back, transactions over
 * several tables and transactions left open for a while. Servers and connections may fail under them: they connect
 * again, and write down what they cannot know.
 *
 * <p>Each table has the columns {@code writer}, {@code n} (its key), {@code tag} and {@code payload}; each writer
 * touches only rows of its own. The seed is logged, and is in every problem that {@link LedgerCheck} tells. Safe for
 * any thread.
 */
public final class Workload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workload.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final long seed;
    private final List<Writer> writers;

    private Workload(long seed, List<Writer> writers) {
        this.seed = seed;
        this.writers = List.copyOf(writers);
    }

    public static Builder on(PostgresDatabase database) {
        return new Builder(database);
    }

    /** What to run. Not safe for use by several threads. */
    public static final class Builder {
        private final PostgresDatabase database;
        private Supplier<Connection> connections;
        private List<String> tables = List.of("ledger_a", "ledger_b", "ledger_c");
        private int writers = 4;
        private int firstWriter = 1;
        private long seed = ThreadLocalRandom.current().nextLong(1_000_000_000);
        private Duration pause = Duration.ZERO;

        private Builder(PostgresDatabase database) {
            this.database = database;
            this.connections = database::connect;
        }

        /** Tables of the schema public; those that are missing are created. */
        public Builder tables(String... names) {
            tables = List.of(names);
            return this;
        }

        /** How many, numbered from 1 on. */
        public Builder writers(int count) {
            writers = count;
            return this;
        }

        /** Where their numbers start: a second workload on the same tables must take others. */
        public Builder firstWriter(int number) {
            firstWriter = number;
            return this;
        }

        /** To repeat what a failed test did. */
        public Builder seed(long newSeed) {
            seed = newSeed;
            return this;
        }

        /** Between two transactions of a writer; none by default. */
        public Builder pause(Duration newPause) {
            pause = newPause;
            return this;
        }

        /** How writers connect; for a proxy. */
        public Builder connections(Supplier<Connection> newConnections) {
            connections = newConnections;
            return this;
        }

        /** Creates the tables without starting to write. */
        public Builder createTables() {
            for (String table : tables) {
                database.execute(
                        """
                        CREATE TABLE IF NOT EXISTS public.%s
                          (writer int, n bigint, tag bigint NOT NULL, payload text, PRIMARY KEY (writer, n))"""
                                .formatted(PostgresDatabase.quote(table)));
            }
            return this;
        }

        public Workload start() {
            createTables();
            LOG.info("workload with seed {}", seed);
            List<Writer> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                all.add(new Writer(firstWriter + i, seed, tables, connections, pause));
            }
            all.forEach(Writer::start);
            return new Workload(seed, all);
        }
    }

    public long seed() {
        return seed;
    }

    /** Transactions that the database has acknowledged so far. */
    public long commits() {
        return writers.stream().mapToLong(Writer::commits).sum();
    }

    /** Waits until so many more transactions are acknowledged. */
    public void awaitCommits(long more, Duration limit) {
        long target = commits() + more;
        Deadline.after(limit)
                .require(
                        () -> failure().isPresent() || commits() >= target,
                        () -> more + " commits of the workload with seed " + seed);
        failure().ifPresent(failure -> {
            throw failure;
        });
    }

    /** Ends the writers, each after its present transaction, and returns what they know. May be called again. */
    public Ledger stop() {
        writers.forEach(Writer::requestStop);
        Deadline deadline = Deadline.after(STOP_LIMIT);
        writers.forEach(writer -> writer.awaitEnd(deadline));
        failure().ifPresent(failure -> {
            throw failure;
        });
        return new Ledger(
                seed,
                writers.stream().flatMap(writer -> writer.entries().stream()).toList());
    }

    private Optional<TestkitException> failure() {
        return writers.stream().flatMap(writer -> writer.failure().stream()).findFirst();
    }

    @Override
    public void close() {
        stop();
    }
}
