package dev.culvert.migration.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.finish.Finisher;
import dev.culvert.migration.harness.ReadyMigration;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.traffic.CombinedTraffic;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.StopMode;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A turn there and back on quiet servers, without a pooler. */
class CutoverIT {
    private static final String[] TABLES = {
        "CREATE TABLE t (id bigserial PRIMARY KEY, v text)",
        "CREATE UNLOGGED TABLE scratch (v text)",
        "CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000)",
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (1000) TO (2000)",
        "CREATE SEQUENCE down INCREMENT -3 CACHE 5"
    };

    @ParameterizedTest
    @CsvSource({"13,18", "15,18", "17,18"})
    void goesThereAndBackAndThere(int old, int next) {
        try (ReadyMigration migration = ReadyMigration.start(
                PostgresServer.shared(old), PostgresServer.shared(next), "{maxWritePause: 30s}", TABLES)) {
            migration.source().execute("INSERT INTO t (v) SELECT 'a' FROM generate_series(1, 100)");
            migration.source().execute("INSERT INTO p SELECT i, 'x' FROM generate_series(1, 1500) i");
            migration.source().value("SELECT nextval('down')");
            Turns turns = turns(migration);
            assertThat(turns.standing().state()).isEqualTo(MigrationState.READY);

            Certificate there = turns.cutover(CutoverOptions.REAL);
            assertThat(there.outcome()).isEqualTo("switched");
            assertThat(there.tables()).isEqualTo(5);
            assertThat(turns.standing().state()).isEqualTo(MigrationState.SWITCHED);
            assertThat(turns.standing().open()).contains(Site.Role.TARGET);
            assertThatThrownBy(() -> migration.source().execute("INSERT INTO t (v) VALUES ('refused')"))
                    .hasMessageContaining("does not take writes");
            migration.target().execute("INSERT INTO t (v) SELECT 'b' FROM generate_series(1, 50)");
            migration.target().execute("DELETE FROM p WHERE id <= 10", "UPDATE p SET v = 'y' WHERE id > 1400");
            assertThat(migration.target().number("SELECT nextval('down')")).isLessThan(-13);
            same(migration);

            Certificate back = turns.rollback(CutoverOptions.REAL);
            assertThat(back.outcome()).isEqualTo("rolled back");
            assertThat(turns.standing().state()).isIn(MigrationState.READY, MigrationState.CATCHING_UP);
            assertThat(turns.standing().open()).contains(Site.Role.SOURCE);
            assertThatThrownBy(() -> migration.target().execute("INSERT INTO t (v) VALUES ('refused')"))
                    .hasMessageContaining("does not take writes");
            migration.source().execute("INSERT INTO t (v) SELECT 'c' FROM generate_series(1, 50)");
            same(migration);

            turns.cutover(CutoverOptions.REAL);
            migration.target().execute("INSERT INTO t (v) VALUES ('d')");
            same(migration);
            assertThat(migration.target().number("SELECT count(*) FROM t")).isEqualTo(201);

            finish(migration);
            assertThat(turns.standing().state()).isEqualTo(MigrationState.FINISHED);
            migration.target().execute("INSERT INTO t (v) VALUES ('e')");
            assertThatThrownBy(() -> migration.source().execute("INSERT INTO t (v) VALUES ('refused')"))
                    .hasMessageContaining("does not take writes");
            for (PostgresDatabase side : List.of(migration.source(), migration.target())) {
                assertThat(side.query("SELECT slot_name FROM pg_replication_slots WHERE database = current_database()"
                                + " UNION ALL SELECT pubname FROM pg_publication UNION ALL SELECT s.subname FROM pg_subscription s"
                                + " JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()"))
                        .isEmpty();
            }
            assertThat(migration.target().number("SELECT count(*) FROM pg_trigger WHERE tgname = 'culvert_closed'"))
                    .isZero();
        }
    }

    @Test
    void aRehearsalGivesTheOldSideBack() {
        try (ReadyMigration migration = ReadyMigration.start(
                PostgresServer.shared(15), PostgresServer.shared(18), "{maxWritePause: 30s}", TABLES)) {
            Turns turns = turns(migration);
            Certificate rehearsed = turns.cutover(CutoverOptions.REHEARSAL);
            assertThat(rehearsed.outcome()).isEqualTo("rehearsed");
            assertThat(rehearsed.writePause()).isPositive().isLessThan(Duration.ofSeconds(30));
            migration.source().execute("INSERT INTO t (v) VALUES ('goes on')");
            same(migration);
            assertThat(migration
                            .target()
                            .number("SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                    .isZero();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(turns.standing().state()).isEqualTo(MigrationState.READY));
            assertThat(turns.cutover(CutoverOptions.REAL).outcome()).isEqualTo("switched");
        }
    }

    @Test
    void aPreparedTransactionClosesTheGate() {
        try (PostgresServer old = PostgresServer.builder(15)
                        .setting("max_prepared_transactions", "5")
                        .start();
                ReadyMigration migration =
                        ReadyMigration.start(old, PostgresServer.shared(18), "{maxWritePause: 30s}", TABLES)) {
            migration.source().execute("BEGIN; INSERT INTO t (v) VALUES ('p'); PREPARE TRANSACTION 'xa1'");
            assertThatThrownBy(() -> turns(migration).cutover(CutoverOptions.REAL))
                    .isInstanceOfSatisfying(CulvertException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CUTOVER_GATE);
                        assertThat(e.findings().get(0).object()).contains("xa1");
                    });
            migration.source().execute("ROLLBACK PREPARED 'xa1'");
            assertThat(turns(migration).cutover(CutoverOptions.REAL).outcome()).isEqualTo("switched");
        }
    }

    private static void finish(ReadyMigration migration) {
        assertThat(new Finisher(migration.sites(), migration.name(), () -> new CombinedTraffic(List.of()), "test")
                        .finish(false))
                .isEmpty();
    }

    @Test
    void isFinishedWhenTheSourceIsGone() {
        PostgresServer old = PostgresServer.start(15);
        try (ReadyMigration migration =
                ReadyMigration.start(old, PostgresServer.shared(18), "{maxWritePause: 30s}", TABLES)) {
            turns(migration).cutover(CutoverOptions.REAL);
            old.stop(StopMode.FAST);
            assertThat(new Finisher(migration.sites(), migration.name(), () -> new CombinedTraffic(List.of()), "test")
                            .finish(false))
                    .hasSize(1);
            assertThat(migration
                            .target()
                            .number("SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                    .isZero();
            migration.target().execute("INSERT INTO t (v) VALUES ('goes on')");
            old.start();
        } finally {
            old.close();
        }
    }

    private static Turns turns(ReadyMigration migration) {
        return new Turns(
                migration.definition(),
                () -> new CombinedTraffic(List.of()),
                () -> Guard.NONE,
                CutoverListener.NONE,
                "test");
    }

    private static void same(ReadyMigration migration) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            for (String table : List.of("t", "p")) {
                String rows = "SELECT * FROM " + table + " ORDER BY id";
                assertThat(migration.target().query(rows))
                        .isEqualTo(migration.source().query(rows));
            }
        });
    }
}
