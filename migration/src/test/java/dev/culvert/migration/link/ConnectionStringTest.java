package dev.culvert.migration.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TlsDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionStringTest {
    private static final ServerVersion NEW = new ServerVersion(180000);
    private static final ServerVersion OLD = new ServerVersion(150000);

    @TempDir
    private Path directory;

    private static String of(String url, Optional<SecretReference> password, TlsDefinition tls, ServerVersion reader) {
        PostgresDefinition definition = new PostgresDefinition(Optional.of(url), Optional.empty(), password, tls);
        Site site = new Site(Site.Role.SOURCE, new Sessions(ConnectionSettings.of(definition, "it")), definition);
        return ConnectionString.of(site, "culvert_x_e1", reader).reveal();
    }

    private static TlsDefinition tls(TlsDefinition.Mode mode, Path root) {
        return new TlsDefinition(
                Optional.ofNullable(mode),
                Optional.ofNullable(root),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void quotesWhatLibpqWouldReadOtherwise() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "a'b\\c d");
        String text = of(
                "postgresql://us%27er@db:5433/my%20db",
                Optional.of(new SecretReference.File(file)), tls(null, null), NEW);
        assertThat(text)
                .contains("user='us\\'er'")
                .contains("dbname='my db'")
                .contains("password='a\\'b\\\\c d'")
                .contains("host='db' port='5433'")
                .contains("application_name='culvert_x_e1'")
                .contains("keepalives='1'")
                .doesNotContain("target_session_attrs");
    }

    /** As a session of Culvert does: verified, unless it is this machine. */
    @Test
    void isAsSafeAsOurOwnSessions() {
        assertThat(of("postgresql://u@db/d", Optional.empty(), tls(null, null), NEW))
                .contains("sslmode='verify-full'")
                .contains("sslrootcert='system'");
        assertThat(of("postgresql://u@db/d", Optional.empty(), tls(null, null), OLD))
                .contains("sslmode='verify-full'")
                .doesNotContain("sslrootcert");
        assertThat(of(
                        "postgresql://u@db/d",
                        Optional.empty(),
                        tls(TlsDefinition.Mode.VERIFY_CA, Path.of("/etc/ca.pem")),
                        OLD))
                .contains("sslmode='verify-ca'")
                .contains("sslrootcert='/etc/ca.pem'");
        assertThat(of("postgresql://u@127.0.0.1/d", Optional.empty(), tls(null, null), NEW))
                .contains("sslmode='disable'");
    }

    @Test
    void ofSeveralHostsThePrimaryIsTaken() {
        assertThat(of("postgresql://u@a:1,b:2,c/d", Optional.empty(), tls(null, null), NEW))
                .contains("host='a,b,c' port='1,2,5432'")
                .contains("target_session_attrs='read-write'");
    }
}
