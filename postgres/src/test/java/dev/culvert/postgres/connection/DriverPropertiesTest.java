package dev.culvert.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverPropertiesTest {
    private static final ApplicationName NAME = ApplicationName.of("shop", "x");

    private static Properties of(ConnectionSettings settings) {
        return DriverProperties.of(settings, SessionOptions.control("x"), NAME);
    }

    private static TlsDefinition tls(
            Optional<TlsDefinition.Mode> mode, Optional<Path> root, Optional<Path> cert, Optional<Path> key) {
        return new TlsDefinition(mode, root, cert, key, Optional.empty());
    }

    private static ConnectionSettings settings(String url, TlsDefinition tls) {
        return new ConnectionSettings(PostgresAddress.parse(url), Optional.empty(), tls, "shop", Duration.ofSeconds(3));
    }

    @Test
    void tlsIsVerifiedUnlessNothingLeavesTheMachine() {
        Properties remote = of(PostgresTest.settings("postgresql://u@db/d"));
        assertThat(remote)
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        assertThat(of(PostgresTest.settings("postgresql://u@localhost/d"))).containsEntry("sslmode", "disable");
        assertThat(of(PostgresTest.settings("postgresql://u@localhost,db/d"))).containsEntry("sslmode", "verify-full");
        Properties file = of(settings(
                "postgresql://u@localhost/d",
                tls(
                        Optional.of(TlsDefinition.Mode.VERIFY_CA),
                        Optional.of(Path.of("/ca.pem")),
                        Optional.empty(),
                        Optional.empty())));
        assertThat(file)
                .containsEntry("sslmode", "verify-ca")
                .containsEntry("sslrootcert", "/ca.pem")
                .doesNotContainKey("sslfactory");
    }

    @Test
    void tlsFilesThatDoNotGoTogetherAreRefused() {
        Optional<Path> file = Optional.of(Path.of("/x.pem"));
        assertThatThrownBy(() -> settings("postgresql://u@db/d", tls(Optional.empty(), file, file, Optional.empty())))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEF_CONFLICT));
        assertThatThrownBy(() -> settings("postgresql://u@db/d", tls(Optional.empty(), Optional.empty(), file, file)))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEF_CONFLICT));
    }

    @Test
    void aRotatedPasswordIsPickedUp(@TempDir Path directory) throws IOException {
        Path secret = directory.resolve("secret");
        ConnectionSettings settings = new ConnectionSettings(
                PostgresAddress.parse("postgresql://u@localhost/d"),
                Optional.of(new SecretReference.File(secret)),
                PostgresTest.noTls(),
                "shop",
                Duration.ofSeconds(3));
        Files.writeString(secret, "first\n");
        assertThat(of(settings)).containsEntry("password", "first");
        Files.writeString(secret, "second\n");
        assertThat(of(settings)).containsEntry("password", "second");
        assertThat(settings.toString()).doesNotContain("second");
    }

    @Test
    void thePrimaryIsLookedForOnlyAmongSeveralHosts() {
        assertThat(of(PostgresTest.settings("postgresql://u@a,b/d"))).containsEntry("targetServerType", "primary");
        assertThat(of(PostgresTest.settings("postgresql://u@a/d"))).doesNotContainKey("targetServerType");
        assertThat(DriverProperties.url(
                        PostgresAddress.parse("postgresql://u@a,[::1]:1/d%3Fssl=x%26y/z".replace("/z", ""))))
                .isEqualTo("jdbc:postgresql://a:5432,[::1]:1/d%3Fssl%3Dx%26y");
    }

    @Test
    void aReplicationSessionTakesSimpleQueries() {
        Properties replication = DriverProperties.ofReplication(
                PostgresTest.settings("postgresql://u@a/d"), SessionOptions.replication("x"), NAME);
        assertThat(replication).containsEntry("replication", "database").containsEntry("preferQueryMode", "simple");
    }

    @Test
    void anApplicationNameIsWhatTheServerKeeps() {
        assertThat(ApplicationName.of("shop", "x").value()).isEqualTo("culvert/shop/x");
        assertThat(ApplicationName.of("a b\nü😀", "x").value()).isEqualTo("culvert/a_b___/x");
        assertThat(ApplicationName.of("p".repeat(80), "x").value()).hasSize(63);
    }
}
