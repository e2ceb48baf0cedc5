package dev.culvert.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.testkit.process.TestkitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresServerIT {
    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void everyMajorDecodesWithPgoutputAndHasContrib(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("decode")) {
            assertThat(database.number("SHOW server_version_num") / 10_000).isEqualTo(major);
            database.execute(
                    "CREATE EXTENSION hstore",
                    "CREATE EXTENSION ltree",
                    "CREATE EXTENSION citext",
                    "CREATE TABLE t (id int PRIMARY KEY, h hstore, l ltree, c citext)",
                    "CREATE PUBLICATION p FOR TABLE t",
                    "SELECT pg_create_logical_replication_slot('s" + major + "', 'pgoutput')",
                    "INSERT INTO t VALUES (7, 'a=>1', 'x.y', 'Z')");
            List<List<String>> messages = database.query(
                    """
                    SELECT chr(get_byte(data, 0)) FROM pg_logical_slot_peek_binary_changes(
                      ?, NULL, NULL, 'proto_version', '1', 'publication_names', 'p')""",
                    "s" + major);
            assertThat(messages).extracting(row -> row.get(0)).containsSubsequence("B", "R", "I", "C");
        }
        assertThat(PostgresServer.shared(major).maintenance().query("SELECT slot_name FROM pg_replication_slots"))
                .isEmpty();
    }

    @Test
    void keepsDataAndPortThroughRestartsAndAKill() {
        try (PostgresServer server = PostgresServer.start(18)) {
            int port = server.port();
            server.maintenance().execute("CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)");
            server.restart(StopMode.FAST);
            server.maintenance().execute("INSERT INTO kept VALUES (2)");
            long killed = server.pid();
            server.kill();
            assertThat(server.isRunning()).isFalse();
            server.start();
            assertThat(server.pid()).isNotEqualTo(killed);
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.maintenance().query("SELECT n FROM kept ORDER BY n"))
                    .containsExactly(List.of("1"), List.of("2"));
            assertThat(server.log()).contains("database system was not properly shut down");
        }
    }

    @Test
    void takesSettingsPasswordAndReload() {
        try (PostgresServer server = PostgresServer.builder(15)
                .setting("wal_level", "replica")
                .unset("max_slot_wal_keep_size")
                .password("s'ecret")
                .start()) {
            PostgresDatabase postgres = server.maintenance();
            assertThat(postgres.value("SHOW wal_level")).hasValue("replica");
            assertThat(postgres.value("SHOW max_slot_wal_keep_size")).hasValue("-1");
            assertThatThrownBy(() -> postgres.as("postgres", "wrong").execute("SELECT 1"))
                    .isInstanceOf(TestkitException.class)
                    .hasMessageContaining("password authentication failed");
            server.set("work_mem", "7MB");
            server.reload();
            assertThat(postgres.value("SHOW work_mem")).hasValue("7MB");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void aStandbyFollowsAndCanBePromoted(int major) {
        try (PostgresServer primary = PostgresServer.start(major)) {
            primary.maintenance().execute("CREATE TABLE t AS SELECT generate_series(1, 10000) AS n");
            try (PostgresServer standby = primary.standby("second")) {
                primary.set("synchronous_standby_names", "second");
                primary.set("synchronous_commit", "remote_apply");
                primary.reload();
                primary.maintenance().execute("INSERT INTO t VALUES (0)");
                PostgresDatabase copy = standby.maintenance();
                assertThat(copy.value("SELECT pg_is_in_recovery()")).hasValue("t");
                assertThat(copy.number("SELECT count(*) FROM t")).isEqualTo(10_001);
                primary.kill();
                standby.promote();
                copy.execute("INSERT INTO t VALUES (-1)", "CHECKPOINT");
                assertThat(copy.number("SELECT timeline_id FROM pg_control_checkpoint()"))
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void closingLeavesNoProcessAndNoFile() {
        PostgresServer server = PostgresServer.start(16);
        Path data = server.dataDir();
        long pid = server.pid();
        server.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(Files.exists(data.getParent())).isFalse();
    }

    @Test
    void closingADatabaseDropsSlotsThatAreInUseAndPreparedTransactions() throws Exception {
        try (PostgresServer server = PostgresServer.builder(17)
                .setting("max_prepared_transactions", "5")
                .start()) {
            PostgresDatabase database = server.createDatabase("Quoted \"Ünï\"");
            database.execute(
                    "CREATE TABLE t (n int)",
                    "SELECT pg_create_logical_replication_slot('busy', 'pgoutput')",
                    "BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'it''s open'");
            try (var open = database.connect()) {
                assertThat(open.isValid(1)).isTrue();
                database.close();
            }
            assertThat(server.maintenance().query("SELECT datname FROM pg_database WHERE datname LIKE 'Quoted%'"))
                    .isEmpty();
            assertThat(server.maintenance().query("SELECT 1 FROM pg_replication_slots"))
                    .isEmpty();
        }
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        assertThatThrownBy(() -> PostgresServer.builder(14)
                        .setting("shared_buffers", "nonsense")
                        .start())
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("invalid value for parameter \"shared_buffers\"");
    }
}
