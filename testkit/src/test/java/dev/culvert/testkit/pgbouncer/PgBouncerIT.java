package dev.culvert.testkit.pgbouncer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.TestkitException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PgBouncerIT {
    @Test
    void saysWhatIsMissing() {
        PgBouncer.Builder builder = PgBouncer.of(PostgresServer.shared(18)).path("/nonexistent:/also/nonexistent");
        assertThatThrownBy(builder::start)
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("apt-get install pgbouncer");
    }

    @Test
    @Tag("pgbouncer")
    void holdsClientsDuringAPauseAndPassesThemOnToAnotherServer() throws Exception {
        try (PostgresServer other = PostgresServer.start(17);
                PgBouncer bouncer = PgBouncer.of(PostgresServer.shared(18)).start()) {
            assertThat(major(bouncer)).isEqualTo(18);
            assertThatThrownBy(() -> bouncer.command("NONSENSE")).hasMessageContaining("invalid command");
            bouncer.command("PAUSE");
            CompletableFuture<Integer> held = CompletableFuture.supplyAsync(() -> {
                try {
                    return major(bouncer);
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            assertThatThrownBy(() -> held.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            bouncer.redirect(other);
            bouncer.command("RESUME");
            assertThat(held.get(30, TimeUnit.SECONDS)).isEqualTo(17);
        }
    }

    private static int major(PgBouncer bouncer) throws SQLException {
        try (Connection connection = DriverManager.getConnection(bouncer.jdbcUrl("postgres"));
                ResultSet row = connection.createStatement().executeQuery("SHOW server_version_num")) {
            row.next();
            return row.getInt(1) / 10_000;
        }
    }
}
