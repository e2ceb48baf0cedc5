package dev.culvert.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.proxy.Direction;
import dev.culvert.testkit.proxy.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that falls silent, and one that asks for a password. */
class FaultyConnectionIT {
    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.builder(18).password("right ü 'x'").start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ConnectionSettings settings(int port, Optional<SecretReference> password) {
        return new ConnectionSettings(
                PostgresAddress.parse("postgresql://postgres@127.0.0.1:" + port + "/postgres"),
                password,
                PostgresTest.noTls(),
                "test",
                Duration.ofSeconds(2));
    }

    private static int ask(Session session) {
        return session.one("SELECT 1 AS v", row -> row.integer("v"));
    }

    private static ErrorCode codeOf(ConnectionSettings settings) {
        try (Session session = new Sessions(settings).open("it")) {
            assertThat(session.isOpen()).isTrue();
            return null;
        } catch (CulvertException e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                assertThat(t.toString()).doesNotContain("right ü", "S3CR3T");
            }
            return e.code();
        }
    }

    @Test
    void aPasswordIsReadAtEachConnect(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("password");
        ConnectionSettings settings = settings(server.port(), Optional.of(new SecretReference.File(file)));
        assertThat(codeOf(settings)).isEqualTo(ErrorCode.SECRET_MISSING);
        Files.writeString(file, "S3CR3T\n");
        assertThat(codeOf(settings)).isEqualTo(ErrorCode.PG_AUTH);
        Files.writeString(file, "right ü 'x'\n");
        assertThat(codeOf(settings)).isNull();
        assertThat(codeOf(settings(server.port(), Optional.empty()))).isEqualTo(ErrorCode.PG_AUTH);
    }

    @Test
    void aSilentServerIsGivenUp(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "right ü 'x'");
        try (TcpProxy proxy = TcpProxy.to("127.0.0.1", server.port())) {
            ConnectionSettings settings = settings(proxy.port(), Optional.of(new SecretReference.File(file)));
            try (Session session =
                    new Sessions(settings).open(SessionOptions.control("it").withReadTimeout(Duration.ofMillis(300)))) {
                assertThat(ask(session)).isEqualTo(1);
                proxy.freeze();
                assertThatThrownBy(() -> ask(session))
                        .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.PG_CONNECTION_LOST));
                assertThat(session.isOpen()).isFalse();
                assertThat(codeOf(settings)).as("accepts, and says nothing").isEqualTo(ErrorCode.PG_UNREACHABLE);
            }
            proxy.pass();
            assertThat(codeOf(settings)).isNull();
            proxy.refuse();
            assertThat(codeOf(settings)).isEqualTo(ErrorCode.PG_UNREACHABLE);
        }
    }

    @Test
    void aCommitWithoutAnAnswerIsUnknown(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "right ü 'x'");
        try (TcpProxy proxy = TcpProxy.to("127.0.0.1", server.port())) {
            ConnectionSettings settings = settings(proxy.port(), Optional.of(new SecretReference.File(file)));
            SessionOptions impatient = SessionOptions.control("it").withReadTimeout(Duration.ofMillis(300));
            try (Session session = new Sessions(settings).open(impatient)) {
                assertThatThrownBy(() -> session.transaction(() -> {
                            session.update("CREATE TABLE public.committed_or_not (id int)");
                            proxy.freeze(Direction.TO_CLIENT);
                            return true;
                        }))
                        .isInstanceOfSatisfying(CulvertException.class, e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.PG_CONNECTION_LOST);
                            assertThat(e.changed()).isEqualTo(Changed.UNKNOWN);
                        });
            }
            proxy.reset();
            proxy.pass();
            try (Session session = new Sessions(settings).open(impatient)) {
                // it was committed, so "nothing was changed" would have been wrong
                session.update("DROP TABLE public.committed_or_not");
                proxy.freeze(Direction.TO_CLIENT);
                assertThatThrownBy(() -> session.update("CREATE TABLE public.alone (id int)"))
                        .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.changed())
                                .isEqualTo(Changed.UNKNOWN));
            }
        }
    }

    @Test
    void aStatementIsCancelledFromAnotherThread(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "right ü 'x'");
        ConnectionSettings settings = settings(server.port(), Optional.of(new SecretReference.File(file)));
        try (Session session = new Sessions(settings).open("it");
                Session other = new Sessions(settings).open("other")) {
            Thread canceller = new Thread(
                    () -> {
                        while (other.list(
                                        "SELECT 1 FROM pg_stat_activity WHERE pid = ? AND wait_event = 'PgSleep'",
                                        row -> 1,
                                        session.backendPid())
                                .isEmpty()) {
                            Thread.onSpinWait();
                        }
                        session.cancel();
                    },
                    "canceller");
            canceller.start();
            assertThatThrownBy(() -> session.list("SELECT pg_sleep(60)", row -> true))
                    .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(SqlStates.of(e))
                            .isEqualTo(SqlStates.QUERY_CANCELED));
            canceller.join();
            assertThat(ask(session)).isEqualTo(1);
            session.abort();
            assertThat(session.isOpen()).isFalse();
        }
    }
}
