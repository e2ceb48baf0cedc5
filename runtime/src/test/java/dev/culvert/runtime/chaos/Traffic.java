package dev.culvert.runtime.chaos;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.workload.Ledger;
import dev.culvert.testkit.workload.Workload;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everybody who writes. The ledger's writers can be held for a while: what a gap takes from the stream cannot be asked of the
 * ledger, only of the tables.
 */
final class Traffic {
    static final List<String> LEDGER = List.of("ledger_a", "ledger_b", "ledger_c");
    private static final int WRITERS = 3;
    private static final int COMMITS = 30;
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final PostgresDatabase database;
    private final long seed;
    private final List<Client> others;
    private final BulkClient bulk;
    private final ShapeClient shapes;
    /** The one of the two whose turn it is not. */
    private Client held;

    private Optional<Ledger> known = Optional.empty();
    private Optional<Workload> ledger = Optional.empty();
    private int firstWriter = 1;

    Traffic(PostgresDatabase database, long seed) {
        this.database = database;
        this.seed = seed;
        Workload.on(database).tables(LEDGER.toArray(String[]::new)).createTables();
        BankClient.createTables(database);
        BulkClient.createTables(database);
        SlowClient.createTables(database);
        this.bulk = new BulkClient(database, seed + 4);
        this.shapes = new ShapeClient(database, seed);
        this.held = shapes;
        this.others = List.of(
                new BankClient(database, 1, false, seed + 1),
                new BankClient(database, 2, false, seed + 2),
                new BankClient(database, 3, true, seed + 3),
                bulk,
                new SlowClient(database, seed + 5),
                shapes);
    }

    void start() {
        held.hold();
        others.forEach(Client::start);
        resumeLedger();
    }

    /**
     * Large transactions and changes of shapes take turns: while the position is inside a transaction that is written in part, a table
     * cannot begin anew, and the pipeline stops by name. Waits for the end of the present work; neither works until {@link #goOn} or
     * {@link #release}.
     */
    void holdBoth() {
        onTurn().hold();
    }

    /** As before {@link #holdBoth}. */
    void goOn() {
        onTurn().release();
    }

    private Client onTurn() {
        return held == bulk ? shapes : bulk;
    }

    /** It is the other one's turn. */
    void release() {
        Client next = held;
        held = onTurn();
        next.release();
    }

    /** The ledger's writers end; the others go on. */
    void holdLedger() {
        Ledger written = ledger.orElseThrow().stop();
        ledger = Optional.empty();
        known = Optional.of(known.map(before -> before.plus(written)).orElse(written));
    }

    /** Others, with numbers of their own, begin. */
    void resumeLedger() {
        ledger = Optional.of(Workload.on(database)
                .tables(LEDGER.toArray(String[]::new))
                .seed(seed)
                .writers(WRITERS)
                .firstWriter(firstWriter)
                .pause(Duration.ofMillis(60))
                .start());
        firstWriter += WRITERS;
    }

    /** Waits until something was written. */
    void awaitCommits() {
        ledger.orElseThrow().awaitCommits(COMMITS, LIMIT);
    }

    /** Throws what a client did not expect. */
    void check() {
        others.forEach(Client::check);
    }

    /** Ends everybody; nothing is open or prepared afterwards. */
    Ledger stop() {
        others.forEach(Client::requestStop);
        holdLedger();
        others.forEach(Client::awaitEnd);
        try {
            shapes.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        database.query("SELECT gid FROM pg_prepared_xacts WHERE database = current_database()")
                .forEach(row -> database.execute("COMMIT PREPARED '" + row.get(0) + "'"));
        return known.orElseThrow();
    }
}
