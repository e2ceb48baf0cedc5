package dev.culvert.cli.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Invocation;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers that take Culvert's role with a client's certificate over TLS, and in no other way: every session of Culvert's, of
 * pg_dump, of the guard's process and of the subscriptions there and back has to bring it.
 */
@Timeout(180)
class MigrateTlsIT {
    private static final TestCertificates CERTIFICATES = TestCertificates.get();

    @TempDir
    static Path directory;

    private static PostgresServer source;
    private static PostgresServer target;

    /** Of the servers' user, who makes the subscriptions' connections; root may read it too. */
    private static Path key;

    private static Path certificate;
    private static Path authority;
    private static Path otherAuthority;

    @BeforeAll
    static void start() throws IOException {
        source = server(15);
        target = server(18);
        Path shared = target.dataDir();
        key = own(CERTIFICATES.client().key(), shared.resolve("culvert.key"));
        certificate = own(CERTIFICATES.client().certificate(), shared.resolve("culvert.crt"));
        authority = own(CERTIFICATES.authority(), shared.resolve("authority.crt"));
        otherAuthority = own(CERTIFICATES.otherAuthority(), shared.resolve("other.crt"));
        for (PostgresServer server : List.of(source, target)) {
            server.maintenance().execute("CREATE ROLE culvert SUPERUSER LOGIN", "CREATE DATABASE shop");
        }
        source.database("shop")
                .execute(
                        "CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)",
                        "INSERT INTO orders (note) SELECT 'n' FROM generate_series(1, 100)");
    }

    private static PostgresServer server(int major) {
        return PostgresServer.builder(major)
                .tls(CERTIFICATES.server())
                .hba("local all postgres trust")
                .hba("host all postgres 127.0.0.1/32 trust")
                .hba("hostssl all culvert 127.0.0.1/32 cert")
                .start();
    }

    private static Path own(Path from, Path to) throws IOException {
        Files.copy(from, to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
        ServerUser.UNPRIVILEGED.own(to);
        return to;
    }

    @AfterAll
    static void stop() {
        source.close();
        target.close();
    }

    private static Path definition(String name, Path root, Path sourceKey) throws IOException {
        String side =
                "{postgres: {url: \"postgresql://culvert@localhost:%d/shop\", tls: {mode: verify-full, rootCert: \"%s\","
                        + " cert: \"%s\", key: \"%s\"}}}";
        return Files.writeString(
                directory.resolve(name + ".yaml"),
                """
                apiVersion: culvert/v1
                kind: Migration
                metadata: {name: %s}
                source: %s
                target: %s
                cutover: {maxWritePause: 30s}
                """
                        .formatted(
                                name,
                                side.formatted(source.port(), root, certificate, sourceKey),
                                side.formatted(target.port(), authority, certificate, key)));
    }

    private static Invocation run(Path file, String command, String... options) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of(options));
        all.addAll(List.of("--yes", "-o", "json", file.toString()));
        return Invocation.of(all.toArray(String[]::new));
    }

    private static void good(Path file, String command, String... options) {
        Invocation invocation = run(file, command, options);
        assertThat(invocation.exitCode())
                .as(command + ": " + invocation.out() + invocation.err())
                .isZero();
    }

    /** Whoever reads the WAL of {@code publisher}, by the name in its certificate. */
    private static List<List<String>> walsenders(PostgresServer publisher) {
        return publisher
                .maintenance()
                .query("SELECT s.client_dn FROM pg_stat_replication r JOIN pg_stat_ssl s USING (pid)");
    }

    @Test
    void goesThereAndBackByCertificatesAlone() throws IOException {
        Path file = definition("tls-it", authority, key);
        Path written = directory.resolve("certificate.json");
        good(file, "doctor");
        good(file, "migrate start");
        assertThat(walsenders(source)).containsExactly(List.of("/CN=culvert"));
        good(file, "migrate verify");
        good(file, "migrate cutover", "--certificate", written.toString());
        assertThat(walsenders(target)).containsExactly(List.of("/CN=culvert"));
        target.database("shop").execute("INSERT INTO orders (note) VALUES ('on the target')");
        good(file, "migrate verify");
        good(file, "migrate rollback", "--certificate", written.toString());
        assertThat(source.database("shop").number("SELECT count(DISTINCT id) FROM orders"))
                .isEqualTo(101);
        good(file, "migrate cancel");
        target.database("shop").execute("DROP TABLE orders");
    }

    @Test
    void anotherAuthoritysServerIsRefused() throws IOException {
        Path file = definition("tls-other", otherAuthority, key);
        Invocation refused = run(file, "migrate start");
        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(3);
        assertThat(refused.json().at("/error/code").asText()).isEqualTo("CV-PG-TLS");
        nothingWasMade();
    }

    /** The files of {@code tls} are opened by the subscriber's server, too. */
    @Test
    void aKeyThatTheOtherServerCannotReadIsFoundBeforeAnythingIsMade() throws IOException {
        Path own = Files.copy(CERTIFICATES.client().key(), directory.resolve("own.key"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
        Invocation refused = run(definition("tls-key", authority, own), "migrate start");
        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(3);
        assertThat(refused.json().at("/error/code").asText()).isEqualTo("CV-PG-NO-ROUTE");
        nothingWasMade();
    }

    private static void nothingWasMade() {
        assertThat(
                        target.database("shop")
                                .number(
                                        "SELECT count(*) FROM pg_namespace WHERE nspname = 'culvert'"
                                                + " UNION ALL SELECT count(*) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1 DESC"))
                .isZero();
    }
}
