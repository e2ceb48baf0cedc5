package dev.culvert.connector.capture;

import dev.culvert.connector.server.TestSource;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A database with a publication and a slot, and engines on it. Closing it stops the engines and drops the slot. */
public final class CaptureFixture implements AutoCloseable {
    public static final String PUBLICATION = "captured";

    private static final Map<Integer, PostgresServer> SERVERS = new ConcurrentHashMap<>();
    private static final AtomicInteger SLOTS = new AtomicInteger();

    /** How an engine is made. */
    @FunctionalInterface
    public interface Factory {
        CaptureEngine engine(TestSource source, String slot, String publication, List<TableSchema> tables);
    }

    private final PostgresDatabase database;
    private Factory factory;
    private final String slot = "capture_" + SLOTS.incrementAndGet();
    private final List<EngineRun> runs = new ArrayList<>();
    private TestSource source;
    private Lsn start = Lsn.ZERO;

    private CaptureFixture(PostgresDatabase database, Factory factory) {
        this.database = database;
        this.source = TestSource.of(database);
        this.factory = factory;
    }

    /** A new database on the server of this major that the contract's tests share. */
    public static CaptureFixture on(int major, Factory factory) {
        return on(server(major), factory);
    }

    public static CaptureFixture on(PostgresServer server, Factory factory) {
        return in(server.createDatabase("capture"), factory);
    }

    public static CaptureFixture in(PostgresDatabase database, Factory factory) {
        return new CaptureFixture(database, factory);
    }

    /** Small limits, so that a test reaches them: transactions spill, senders give up soon. */
    public static PostgresServer server(int major) {
        return SERVERS.computeIfAbsent(major, any -> PostgresServer.builder(major)
                .setting("max_prepared_transactions", "10")
                .setting("logical_decoding_work_mem", "64kB")
                .setting("wal_sender_timeout", "5s")
                .start());
    }

    /** Runs the statements, then makes the publication of {@code tables} (SQL) and the slot. */
    public CaptureFixture publish(String tables, String... statements) {
        database.execute(statements);
        database.execute("CREATE PUBLICATION captured FOR TABLE " + tables);
        return createSlot();
    }

    public CaptureFixture createSlot() {
        start = Lsn.parse(database.value("SELECT lsn FROM pg_create_logical_replication_slot(?, 'pgoutput')", slot)
                .orElseThrow());
        return this;
    }

    public PostgresDatabase database() {
        return database;
    }

    public TestSource source() {
        return source;
    }

    /** From now on the engines connect by another way. */
    public void connectBy(String url) {
        source = TestSource.at(database, url);
    }

    /** From now on the engines are made so. */
    public void by(Factory other) {
        factory = other;
    }

    public String slot() {
        return slot;
    }

    /** The slot's consistent point. */
    public Lsn start() {
        return start;
    }

    public Lsn confirmed() {
        return Lsn.parse(
                database.value("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = ?", slot)
                        .orElseThrow());
    }

    public List<TableSchema> schemas(String... tables) {
        return Arrays.stream(tables)
                .map(table -> source.schema(new TableId("public", table), List.of()))
                .toList();
    }

    public CaptureEngine engine(List<TableSchema> tables) {
        return factory.engine(source, slot, PUBLICATION, tables);
    }

    public EngineRun run(Lsn from, ChangeHandler handler, List<TableSchema> tables) {
        EngineRun run = new EngineRun(engine(tables), from, handler);
        runs.add(run);
        return run;
    }

    public EngineRun run(ChangeHandler handler, String... tables) {
        return run(start, handler, schemas(tables));
    }

    /** Streams from a boundary until everything that is committed now has come. */
    public RecordedChanges read(Lsn from, List<TableSchema> tables) {
        RecordedChanges changes = new RecordedChanges();
        try (EngineRun run = run(from, changes, tables)) {
            run.awaitAll(database, changes);
        }
        return changes;
    }

    public RecordedChanges read(String... tables) {
        return read(start, schemas(tables));
    }

    @Override
    public void close() {
        runs.forEach(EngineRun::close);
        database.close();
    }

    static Duration limit() {
        return Duration.ofSeconds(60);
    }
}
