package dev.culvert.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.benchmarks.records.ChangeRecord.Operation;
import dev.culvert.benchmarks.turn.RecordLedger.Verdict;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each row of each shape, as the server streams it, is the change that it stands for. */
class ShapeIT {
    private static final Backlog BACKLOG = Backlog.ofChanges(200, 20);
    private static final int COLUMNS_OF_ORDERS = 10;
    private static final int BYTES_OF_LARGE = 10_240;
    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.builder(18).start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyChangeOfTheBacklogIsStreamedOnceAndInOrder(Shape shape) throws SQLException {
        List<StreamedChange> changes = written(shape, BACKLOG);
        ChangeLedger ledger = new ChangeLedger(BACKLOG);
        changes.forEach(change -> ledger.tick(change.record()));

        assertThat(ledger.verdict()).isEqualTo(new Verdict(200, 0, 0, 0, 0));
        assertThat(changes).allSatisfy(change -> {
            assertThat(change.row()).hasSize(columns(shape));
            assertThat(change.isOldRowWhole()).isEqualTo(shape == Shape.FULL && change.operation() != Operation.INSERT);
            if (shape == Shape.LARGE && change.isNewRow()) {
                assertThat(change.row().get(2)).hasSize(BYTES_OF_LARGE);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void oneTransactionHoldsEverything(Shape shape) throws SQLException {
        Backlog one = Backlog.ofChanges(50, 50);
        ChangeLedger ledger = new ChangeLedger(one);
        written(shape, one).forEach(change -> ledger.tick(change.record()));

        assertThat(one.writers() * one.transactions()).isEqualTo(1);
        assertThat(ledger.verdict()).isEqualTo(new Verdict(50, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @EnumSource
    void oneRowCanBeWrittenByItself(Shape shape) throws SQLException {
        try (PostgresDatabase database = server.createDatabase("shape")) {
            BacklogWriter writer = new BacklogWriter(database, shape);
            writer.createTable();
            try (Connection connection = database.connect();
                    var statement = connection.prepareStatement(writer.insertOne())) {
                statement.setLong(1, 7);
                statement.setLong(2, 9);
                statement.executeUpdate();
            }
            assertThat(database.number("SELECT change FROM public.orders WHERE id = 7"))
                    .isEqualTo(9);
        }
    }

    private static int columns(Shape shape) {
        return switch (shape) {
            case ORDERS, FULL -> COLUMNS_OF_ORDERS;
            case NARROW, LARGE -> 3;
            case WIDE -> 100;
        };
    }

    private static List<StreamedChange> written(Shape shape, Backlog backlog) throws SQLException {
        try (PostgresDatabase database = server.createDatabase("shape")) {
            BacklogWriter writer = new BacklogWriter(database, shape);
            writer.createTable();
            writer.preload(backlog);
            database.query("SELECT pg_create_logical_replication_slot('shape', 'pgoutput')");
            writer.write(backlog);
            // its commits do not wait for the disk, and a slot gives only what is there
            database.execute("CHECKPOINT");
            List<StreamedChange> changes = new ArrayList<>();
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement();
                    ResultSet messages = statement.executeQuery(
                            """
                            SELECT data FROM pg_logical_slot_get_binary_changes('shape', NULL, NULL,
                                'proto_version', '1', 'publication_names', '%s')"""
                                    .formatted(BacklogWriter.PUBLICATION))) {
                while (messages.next()) {
                    StreamedChange.read(messages.getBytes(1)).ifPresent(changes::add);
                }
            }
            return changes;
        }
    }
}
