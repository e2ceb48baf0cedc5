package dev.culvert.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.connection.ServerMark;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.message.LogicalMessages;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.StopMode;
import dev.culvert.testkit.process.Deadline;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerIdentityIT {

    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void tellsWhoAnswersToARoleThatMayOnlyReplicate(int major) {
        String role = "identity_" + major;
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("Who \"is\" it")) {
            database.execute("CREATE ROLE " + role + " LOGIN REPLICATION");
            Sessions sessions = PostgresTest.sessions(database.as(role));
            try (Session replication = sessions.openReplication("it");
                    Session session = sessions.open("it")) {
                ServerIdentity before = ServerIdentity.read(replication);
                assertThat(before.systemIdentifier())
                        .isEqualTo(database.value("SELECT system_identifier::text FROM pg_control_system()")
                                .orElseThrow());
                assertThat(before.timeline()).isEqualTo(1);
                assertThat(before.database()).isEqualTo(database.name());
                assertThat(before.databaseOid())
                        .isEqualTo(database.number("SELECT oid FROM pg_database WHERE datname = current_database()"));
                assertThat(before.version().major()).isEqualTo(major);
                assertThat(before.version().isSupported()).isTrue();
                assertThat(before.inRecovery()).isFalse();
                assertThat(TimelineHistory.read(replication, 1).branches()).isEmpty();

                ServerMark mark = before.mark();
                assertThat(ServerMark.read(session)).isEqualTo(mark);
                assertThat(ServerMark.read(replication)).isEqualTo(mark);
                sessions.with(mark).open("it").close();
                assertThatThrownBy(() -> sessions.with(ServerMark.of(mark.systemIdentifier(), 2))
                                .openReplication("it"))
                        .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.PG_SERVER_CHANGED));

                Lsn message = LogicalMessages.emit(session, "culvert-it", "content");
                ServerIdentity after = ServerIdentity.read(replication);
                assertThat(message).isGreaterThan(before.inserted());
                assertThat(after.flushed())
                        .as("the message's commit is flushed")
                        .isGreaterThan(message);
                assertThat(after.inserted()).isGreaterThanOrEqualTo(after.flushed());
                assertThat(ServerIdentity.flushedNow(session)).isGreaterThan(message);
                assertThat(ServerIdentity.insertedNow(session)).isGreaterThan(message);
            }
            database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void readsTheHistoryOfAPromotedServer(int major) throws Exception {
        try (PostgresServer server = PostgresServer.start(major)) {
            // a server that recovers from its own WAL and ends that on its own begins a new timeline
            server.stop(StopMode.FAST);
            Files.createFile(server.dataDir().resolve("recovery.signal"));
            server.set("restore_command", "false");
            server.start();
            Deadline.after(Duration.ofSeconds(60))
                    .require(
                            () -> server.maintenance()
                                    .value("SELECT pg_is_in_recovery()")
                                    .equals(Optional.of("f")),
                            () -> "end of recovery");
            try (PostgresDatabase database = server.createDatabase("promoted");
                    Session replication = PostgresTest.sessions(database).openReplication("it")) {
                ServerIdentity identity = ServerIdentity.read(replication);
                assertThat(identity.timeline()).isEqualTo(2);
                TimelineHistory history = TimelineHistory.read(replication, 2);
                assertThat(history.branches())
                        .extracting(TimelineHistory.Branch::timeline)
                        .isEqualTo(List.of(1));
                Lsn left = history.leftAt(1).orElseThrow();
                assertThat(left).isLessThan(identity.flushed());
                assertThat(history.contains(1, left)).isTrue();
                assertThat(history.contains(1, identity.flushed())).isFalse();
                assertThat(history.contains(2, identity.flushed())).isTrue();
            }
        }
    }
}
