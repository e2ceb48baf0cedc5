package dev.culvert.postgres.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void whatTheSnapshotDoesNotSeeTheSlotDelivers(int major) throws Exception {
        String name = "slots_export_" + major;
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("export")) {
            Sessions sessions = PostgresTest.sessions(database);
            database.execute(
                    "CREATE TABLE t (tag text PRIMARY KEY)",
                    "CREATE PUBLICATION p FOR TABLE t",
                    "INSERT INTO t VALUES ('before')");
            SlotRequest request = SlotRequest.permanent(name).withFailover(major >= 17);
            try (ExportedSnapshot snapshot = Slots.createExporting(sessions, request, PATIENCE);
                    Session session = sessions.open("it")) {
                database.execute("INSERT INTO t VALUES ('after')");
                List<String> seen = session.transaction(() -> {
                    snapshot.importInto(session);
                    return session.list("SELECT tag FROM public.t", row -> row.text("tag"));
                });
                assertThat(seen).containsExactly("before");
                SlotInfo slot = new Slots(session).find(name).orElseThrow();
                assertThat(slot.isOf("pgoutput", database.name())).isTrue();
                assertThat(slot.confirmedFlushLsn()).contains(snapshot.consistentPoint());
                assertThat(slot.isLost()).isFalse();
                assertThat(slot.walStatus()).contains("reserved");
                assertThat(slot.safeWalBytes()).isPresent();
                assertThat(slot.retainedBytes().orElseThrow()).isNotNegative();
                assertThat(slot.failover()).isEqualTo(major >= 17 ? Optional.of(true) : Optional.empty());
                assertThat(slot.conflicting()).isEqualTo(major >= 16 ? Optional.of(false) : Optional.empty());
                assertThat(slot.temporary()).isFalse();
            }
            assertThat(database.query(
                            "SELECT 1 FROM pg_logical_slot_peek_binary_changes(?, NULL, NULL, 'proto_version', '1', 'publication_names', 'p') WHERE get_byte(data, 0) = ascii('I')",
                            name))
                    .as("only the row after the snapshot")
                    .hasSize(1);
            try (Session session = sessions.open("it")) {
                Slots slots = new Slots(session);
                assertThat(slots.list()).extracting(SlotInfo::name).contains(name);
                assertThatThrownBy(() -> Slots.createExporting(sessions, request, PATIENCE))
                        .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.SLOT_EXISTS));
                assertThat(slots.drop(name, PATIENCE)).isTrue();
                assertThat(slots.drop(name, PATIENCE)).isFalse();
                assertThat(slots.find(name)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void aTransactionThatDoesNotEndLeavesNoSlot(int major) throws Exception {
        String name = "slots_patience_" + major;
        try (PostgresServer server = PostgresServer.start(major);
                PostgresDatabase database = server.createDatabase("patience");
                Connection open = database.connect();
                Session session = PostgresTest.sessions(database).open("it")) {
            open.setAutoCommit(false);
            open.createStatement().execute("CREATE TABLE t (a int)");
            assertThatThrownBy(() -> Slots.createExporting(
                            PostgresTest.sessions(database), SlotRequest.permanent(name), Duration.ofMillis(200)))
                    .isInstanceOfSatisfying(CulvertException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.PG_SQL);
                        assertThat(e.fact()).contains("open transaction");
                    });
            Slots slots = new Slots(session);
            assertThat(slots.awaitFree(name, PATIENCE)).isTrue();
            assertThat(slots.find(name)).isEmpty();
        }
    }

    /** Under transactions that overlap, what was rolled back counts as running, and the server has room for few. It passes. */
    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void rolledBackTransactionsLeaveTheSnapshotNoRoom(int major) throws Exception {
        String name = "slots_room_" + major;
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("room");
                Connection first = database.connect();
                Connection second = database.connect();
                Connection third = database.connect()) {
            database.execute("CREATE TABLE t (a int)");
            Sessions sessions = PostgresTest.sessions(database);
            String oldest = begin(first);
            CompletableFuture<Throwable> refused = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> Slots.createExporting(sessions, SlotRequest.permanent(name), PATIENCE)));
            awaitWaitingFor(database, oldest);
            String next = begin(second);
            first.rollback();
            awaitWaitingFor(database, next);
            begin(third);
            database.execute(
                    """
                    DO $$BEGIN FOR i IN 1..2000 LOOP
                        BEGIN INSERT INTO t VALUES (i); RAISE unique_violation; EXCEPTION WHEN unique_violation THEN NULL; END;
                    END LOOP; END$$""",
                    "INSERT INTO t VALUES (0)");
            second.rollback();
            assertThat(refused.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(CulvertException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_FAILED);
                        assertThat(e.fact()).contains("rolled back").contains("40001");
                    });
            third.rollback();
            Slots.createExporting(sessions, SlotRequest.permanent(name), PATIENCE)
                    .close();
            try (Session session = sessions.open("it")) {
                assertThat(new Slots(session).drop(name, PATIENCE)).isTrue();
            }
        }
    }

    /** The id of a transaction that stays open. */
    private static String begin(Connection session) throws SQLException {
        session.setAutoCommit(false);
        try (Statement statement = session.createStatement();
                ResultSet id = statement.executeQuery("SELECT txid_current() % 4294967296")) {
            id.next();
            return id.getString(1);
        }
    }

    private static void awaitWaitingFor(PostgresDatabase database, String transaction) {
        database.execute(
                "SET statement_timeout = '" + PATIENCE.toSeconds() + "s'",
                "DO $$BEGIN WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND transactionid::text = '"
                        + transaction + "') LOOP PERFORM pg_sleep(0.02); END LOOP; END$$");
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void aSlotInUseIsNotDroppedUntilItsOwnerIsGone(int major) throws Exception {
        String name = "slots_owner_" + major;
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("owner")) {
            Sessions sessions = PostgresTest.sessions(database);
            try (Session owner = sessions.openReplication("owner");
                    Session session = sessions.open("it")) {
                Slots.create(owner, SlotRequest.temporary(name));
                Slots slots = new Slots(session);
                assertThat(slots.find(name).orElseThrow().activePid()).hasValue(owner.backendPid());
                assertThatThrownBy(() -> slots.drop(name, Duration.ofMillis(100)))
                        .isInstanceOfSatisfying(CulvertException.class, e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.SLOT_IN_USE);
                            assertThat(e.fact()).contains(Integer.toString(owner.backendPid()));
                        });
                assertThat(slots.terminateOwner(name, PATIENCE)).isTrue();
                assertThat(slots.find(name))
                        .as("a temporary slot goes with its session")
                        .isEmpty();
                assertThat(slots.terminateOwner(name, PATIENCE)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void tellsWhyASlotCannotBeMade(int major) {
        try (PostgresServer server = PostgresServer.builder(major)
                        .setting("max_replication_slots", "1")
                        .setting("max_slot_wal_keep_size", "1MB")
                        .start();
                PostgresDatabase database = server.createDatabase("full")) {
            Sessions sessions = PostgresTest.sessions(database);
            database.execute("CREATE ROLE plain LOGIN", "CREATE ROLE repl LOGIN REPLICATION");
            assertThatThrownBy(() -> PostgresTest.sessions(database.as("plain")).openReplication("it"))
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PG_PRIVILEGE));
            try (ExportedSnapshot first = Slots.createExporting(
                    PostgresTest.sessions(database.as("repl")), SlotRequest.permanent("first"), PATIENCE)) {
                assertThat(first.slot()).isEqualTo("first");
                assertThatThrownBy(() -> Slots.createExporting(sessions, SlotRequest.permanent("second"), PATIENCE))
                        .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.PG_NO_FREE_SLOT));
            }
            database.execute("CREATE TABLE t AS SELECT repeat('x', 1000) FROM generate_series(1, 40000)");
            database.execute("SELECT pg_switch_wal()", "CHECKPOINT");
            try (Session session = sessions.open("it")) {
                SlotInfo lost = new Slots(session).find("first").orElseThrow();
                assertThat(lost.isLost()).isTrue();
                assertThat(lost.walStatus()).contains("lost");
                assertThat(lost.invalidationReason())
                        .isEqualTo(major >= 17 ? Optional.of("wal_removed") : Optional.empty());
            }
        }
        try (PostgresServer server = PostgresServer.builder(major)
                        .setting("wal_level", "replica")
                        .start();
                PostgresDatabase database = server.createDatabase("replica")) {
            assertThatThrownBy(() -> Slots.createExporting(
                            PostgresTest.sessions(database), SlotRequest.permanent("x"), PATIENCE))
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PG_WAL_LEVEL));
        }
    }
}
