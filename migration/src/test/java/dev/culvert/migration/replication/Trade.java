package dev.culvert.migration.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.site.Sites;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.schemas.definition.EndpointDefinition;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** A source with a schema of its own name, a client that writes to it all the time, and its replication into some target. */
final class Trade implements AutoCloseable {
    static final int ROWS = 6_000;

    /** Of rows and columns of {@code orders} that the rules of {@link #narrow} let through. */
    private static final String EU = "SELECT id, region, amount FROM %s.orders WHERE region = 'eu' ORDER BY id, region";

    private static final long SEED = 5;

    private final PostgresDatabase source;
    private final String schema;
    private final AtomicLong written = new AtomicLong();
    private volatile boolean ends;
    private Thread client;

    private Trade(PostgresDatabase source, String schema) {
        this.source = source;
        this.schema = schema;
    }

    static Trade create(PostgresDatabase source, String schema) {
        source.execute(
                "CREATE SCHEMA " + schema,
                """
                CREATE TABLE %1$s.orders (
                  card text NOT NULL, id bigint, region text, amount numeric NOT NULL CHECK (amount >= 0),
                  double numeric GENERATED ALWAYS AS (amount * 2) STORED, masked text GENERATED ALWAYS AS (left(card, 2)) STORED,
                  PRIMARY KEY (id, region))"""
                        .formatted(schema),
                "CREATE INDEX ON " + schema + ".orders (amount)",
                "CREATE INDEX ON " + schema + ".orders (card)",
                "CREATE TABLE " + schema + ".\"Event Log\" (id bigserial, at int, what text, PRIMARY KEY (id, at))"
                        + " PARTITION BY RANGE (at)",
                "CREATE TABLE " + schema + ".log_1 PARTITION OF " + schema
                        + ".\"Event Log\" FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE " + schema + ".log_2 PARTITION OF " + schema
                        + ".\"Event Log\" FOR VALUES FROM (10) TO (20)",
                "CREATE TABLE " + schema + ".not_wanted (id int PRIMARY KEY)",
                "INSERT INTO %1$s.orders SELECT 'card ' || i, i, CASE i %% 3 WHEN 0 THEN 'eu' ELSE 'us' END, i FROM generate_series(1, %2$d) i"
                        .formatted(schema, ROWS),
                "INSERT INTO " + schema
                        + ".\"Event Log\" (at, what) SELECT i % 20, 'first' FROM generate_series(1, 500) i",
                "ANALYZE");
        return new Trade(source, schema);
    }

    /** All of it. */
    ReplicationDefinition whole(String name, PostgresDatabase target) {
        return definition(
                name, target, entry(schema + ".orders", null, null), entry(schema + ".\"Event Log\"", null, null));
    }

    /** Some rows and columns of one table, and all of another. */
    ReplicationDefinition narrow(String name, PostgresDatabase target) {
        return definition(
                name,
                target,
                entry(schema + ".orders", new TableRule.Columns(List.of(), List.of("card")), "region = 'eu'"),
                entry(schema + ".\"Event Log\"", null, null));
    }

    static ReplicationDefinition.Table entry(String table, TableRule.Columns columns, String where) {
        return new ReplicationDefinition.Table(table, Optional.ofNullable(columns), Optional.ofNullable(where));
    }

    ReplicationDefinition definition(String name, PostgresDatabase target, ReplicationDefinition.Table... tables) {
        return new ReplicationDefinition(
                new ReplicationDefinition.Metadata(name),
                new EndpointDefinition(TestSites.definition(source.url(), Optional.empty())),
                new EndpointDefinition(TestSites.definition(target.url(), Optional.empty())),
                List.of(tables),
                new CopyDefinition(2, 64 * 1024));
    }

    Trade write() {
        client = new Thread(this::client, "trade-" + schema);
        client.start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> written.get() > 20);
        return this;
    }

    private void client() {
        Random random = new Random(SEED);
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!ends) {
                int id = 1 + random.nextInt(ROWS + 2_000);
                for (String sql : List.of(
                        "INSERT INTO %s.orders VALUES ('c', " + id + ", 'eu', 1) ON CONFLICT DO NOTHING",
                        "UPDATE %s.orders SET amount = amount + 1 WHERE id = " + random.nextInt(ROWS),
                        // into the filter and out of it
                        "UPDATE %s.orders SET region = CASE region WHEN 'eu' THEN 'us' ELSE 'eu' END WHERE id = "
                                + random.nextInt(ROWS)
                                + " AND (SELECT count(*) = 1 FROM %s.orders o WHERE o.id = orders.id)",
                        "DELETE FROM %s.orders WHERE id = " + random.nextInt(ROWS),
                        "INSERT INTO %s.\"Event Log\" (at, what) VALUES (" + random.nextInt(20) + ", 'new')",
                        "UPDATE %s.\"Event Log\" SET what = what || '!' WHERE id = " + random.nextInt(500))) {
                    statement.execute(sql.replace("%s", schema));
                }
                connection.commit();
                written.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long written() {
        return written.get();
    }

    void rest() {
        ends = true;
        if (client != null) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            client = null;
        }
    }

    /** Waits for a token through every link. The client rests. */
    static void arrived(ReplicationDefinition definition) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> status(definition).links().stream()
                .allMatch(link -> link.secondsBehind().isPresent()));
    }

    static ReplicationStatus status(ReplicationDefinition definition) {
        return new ReplicationStatusReader(Sites.of(definition), definition.name(), Clock.systemUTC()).read();
    }

    void assertWhole(PostgresDatabase target) {
        String orders =
                "SELECT card, id, region, amount, double, masked FROM " + schema + ".orders ORDER BY id, region";
        assertThat(target.query(orders)).as("seed " + SEED).isEqualTo(source.query(orders));
        assertEvents(target);
    }

    void assertNarrow(PostgresDatabase target) {
        String all = "SELECT id, region, amount FROM " + schema + ".orders ORDER BY id, region";
        assertThat(target.query(all)).as("seed " + SEED).isEqualTo(source.query(EU.formatted(schema)));
        assertEvents(target);
    }

    private void assertEvents(PostgresDatabase target) {
        String events = "SELECT tableoid::regclass::text, id, at, what FROM " + schema + ".\"Event Log\" ORDER BY id";
        assertThat(target.query(events))
                .as("seed " + SEED)
                .isEqualTo(source.query(events))
                .hasSizeGreaterThan(400);
    }

    /** What Culvert has in a database. */
    static long footprint(PostgresDatabase database) {
        return database.number(
                "SELECT (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_namespace WHERE nspname = 'culvert')"
                        + " + (SELECT count(*) FROM pg_replication_slots WHERE database = current_database())"
                        + " + (SELECT count(*) FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid"
                        + " WHERE d.datname = current_database())");
    }

    /** Takes a replication away whatever became of it. */
    static void cleanUp(ReplicationDefinition definition) {
        new Removal(Sites.of(definition), definition.name()).destroy(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        rest();
    }
}
