package dev.culvert.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.StopMode;
import dev.culvert.testkit.process.ServerUser;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with a server whose certificate is for the name {@code localhost}, and not for its address. */
class TlsIT {
    @TempDir
    static Path directory;

    private static PostgresServer plain;
    private static PostgresServer server;
    private static Path certificate;
    private static Path other;

    @BeforeAll
    static void start() throws Exception {
        certificate = certificate("server");
        other = certificate("other");
        plain = PostgresServer.shared(18);
        server = PostgresServer.builder(18)
                .hba("hostssl all all 127.0.0.1/32 trust")
                .hba("local all all trust")
                .hba("host postgres postgres 127.0.0.1/32 trust")
                .start();
        Path key = server.dataDir().resolve("server.key");
        Path chain = server.dataDir().resolve("server.crt");
        Files.copy(directory.resolve("server.key"), key);
        Files.copy(certificate, chain);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        ServerUser.UNPRIVILEGED.own(key);
        ServerUser.UNPRIVILEGED.own(chain);
        server.set("ssl", "on");
        server.restart(StopMode.FAST);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Path certificate(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        List<String> keytool = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "2",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost",
                "-ext",
                "bc:c",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString());
        Process process = new ProcessBuilder(keytool).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        pem(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey("it", "changeit".toCharArray()).getEncoded());
        return pem(name + ".crt", "CERTIFICATE", keys.getCertificate("it").getEncoded());
    }

    private static Path pem(String file, String type, byte[] content) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                directory.resolve(file), "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }

    private static String connect(PostgresServer to, String host, TlsDefinition.Mode mode, Optional<Path> root) {
        TlsDefinition tls =
                new TlsDefinition(Optional.of(mode), root, Optional.empty(), Optional.empty(), Optional.empty());
        ConnectionSettings settings = new ConnectionSettings(
                PostgresAddress.parse("postgresql://postgres@" + host + ":" + to.port() + "/postgres"),
                Optional.empty(),
                tls,
                "test",
                Duration.ofSeconds(10));
        try (Session session = new Sessions(settings).open("it")) {
            return session.one(
                    "SELECT ssl::text AS v FROM pg_stat_ssl WHERE pid = pg_backend_pid()", row -> row.text("v"));
        } catch (CulvertException e) {
            return e.code().code();
        }
    }

    private static final String REFUSED = ErrorCode.PG_TLS.code();

    @Test
    void verifyFullWantsTheNameAndTheIssuer() {
        Optional<Path> right = Optional.of(certificate);
        assertThat(connect(server, "localhost", TlsDefinition.Mode.VERIFY_FULL, right))
                .isEqualTo("true");
        assertThat(connect(server, "127.0.0.1", TlsDefinition.Mode.VERIFY_FULL, right))
                .isEqualTo(REFUSED);
        assertThat(connect(server, "localhost", TlsDefinition.Mode.VERIFY_FULL, Optional.of(other)))
                .isEqualTo(REFUSED);
        assertThat(connect(server, "localhost", TlsDefinition.Mode.VERIFY_FULL, Optional.empty()))
                .as("the JVM does not trust it")
                .isEqualTo(REFUSED);
        assertThat(connect(server, "localhost", TlsDefinition.Mode.VERIFY_FULL, Optional.of(Path.of("/nowhere.pem"))))
                .isEqualTo(REFUSED);
    }

    @Test
    void theOtherModesWantLess() {
        assertThat(connect(server, "127.0.0.1", TlsDefinition.Mode.VERIFY_CA, Optional.of(certificate)))
                .isEqualTo("true");
        assertThat(connect(server, "127.0.0.1", TlsDefinition.Mode.VERIFY_CA, Optional.of(other)))
                .isEqualTo(REFUSED);
        assertThat(connect(server, "127.0.0.1", TlsDefinition.Mode.REQUIRE, Optional.empty()))
                .isEqualTo("true");
        assertThat(connect(server, "127.0.0.1", TlsDefinition.Mode.DISABLE, Optional.empty()))
                .isEqualTo("false");
    }

    @Test
    void aServerWithoutTlsIsRefused() {
        assertThat(connect(plain, "127.0.0.1", TlsDefinition.Mode.REQUIRE, Optional.empty()))
                .isEqualTo(REFUSED);
        assertThat(PostgresTest.settings("postgresql://u@db/d").tlsMode()).isEqualTo(TlsDefinition.Mode.VERIFY_FULL);
    }
}
