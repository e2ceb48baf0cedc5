package dev.culvert.connector.debezium;

import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.connector.server.TestSource;
import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;
import dev.culvert.schemas.change.ValueState;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Changes a second of the engine alone, into a handler that reads every text: {@code java ... EngineSpeed [rows] [major]}. The
 * table and its rows are those of the design's table of measurements.
 */
public final class EngineSpeed {

    private EngineSpeed() {}

    public static void main(String[] args) {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 1_500_000;
        int major = args.length > 1 ? Integer.parseInt(args[1]) : 18;
        try (PostgresServer server = PostgresServer.start(major)) {
            PostgresDatabase database = server.createDatabase("speed");
            database.execute(
                    """
                    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int NOT NULL, status text NOT NULL,
                        amount numeric(12,2) NOT NULL, currency char(3) NOT NULL, created_at timestamptz NOT NULL,
                        updated_at timestamp, note text, paid boolean, ref uuid)""",
                    "CREATE PUBLICATION speed FOR TABLE orders");
            TestSource source = TestSource.of(database);
            Lsn start =
                    Lsn.parse(database.value("SELECT lsn FROM pg_create_logical_replication_slot('speed', 'pgoutput')")
                            .orElseThrow());
            for (int from = 1; from <= rows; from += 10_000) {
                database.execute(
                        """
                        INSERT INTO orders SELECT g, g %% 1000, 'status-' || g %% 7, g / 100.0, 'EUR', now(), now(),
                            repeat('n', 90), g %% 2 = 0, gen_random_uuid() FROM generate_series(%d, %d) g"""
                                .formatted(from, Math.min(rows, from + 9_999)));
            }
            for (int i = 0; i < 3; i++) {
                measure(source, start, rows);
            }
        }
    }

    private static void measure(TestSource source, Lsn start, long rows) {
        DebeziumEngine engine =
                new DebeziumEngine(source.sessions(), "speed", "speed", List.of(source.schema("orders")));
        Counter counter = new Counter(engine, rows);
        long cpu = cpuNanos();
        engine.run(start, counter);
        engine.close();
        long nanos = counter.end - counter.start;
        System.err.printf(
                "%,d changes, %,d characters: %,.0f changes/s, %,d ns of CPU each%n",
                rows, counter.characters, rows * 1e9 / nanos, (cpuNanos() - cpu) / rows);
    }

    /** Of all threads of this JVM: what a busy machine does not spoil. */
    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static final class Counter implements ChangeHandler {
        private final DebeziumEngine engine;
        private final long expected;
        private long rows;
        private long characters;
        private long start;
        private long end;

        Counter(DebeziumEngine engine, long expected) {
            this.engine = engine;
            this.expected = expected;
        }

        @Override
        public void begin(TransactionBegin begin) {
            if (start == 0) {
                start = System.nanoTime();
            }
        }

        @Override
        public void row(RowCursor row) {
            for (int i = 0; i < row.table().columns().size(); i++) {
                if (row.after().state(i) == ValueState.VALUE) {
                    characters += row.after().text(i).length();
                }
            }
            rows++;
        }

        @Override
        public void truncate(Truncate truncate) {}

        @Override
        public void message(LogicalMessage message) {}

        @Override
        public void commit(TransactionCommit commit) {
            if (rows == expected) {
                end = System.nanoTime();
                engine.stop();
            }
        }

        @Override
        public void idle() {}
    }
}
