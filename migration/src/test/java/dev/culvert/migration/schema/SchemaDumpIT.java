package dev.culvert.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaDumpIT {
    private static final String PASSWORD = "it's a \\ secret: x";

    @TempDir
    Path directory;

    @Test
    void aPasswordGoesToPgDumpAndIntoNoError() throws Exception {
        Path right = Files.writeString(directory.resolve("right"), PASSWORD);
        Path wrong = Files.writeString(directory.resolve("wrong"), "canary-" + PASSWORD);
        try (PostgresServer server =
                PostgresServer.builder(15).password(PASSWORD).start()) {
            server.maintenance().execute("CREATE TABLE t (a int PRIMARY KEY)");
            DumpTools tools;
            try (Session session = site(server, right).open("it")) {
                tools = DumpTools.find(session.version(), session.version());
            }

            SchemaDump dump = SchemaDump.of(tools, settings(server, right), Optional.empty());

            assertThat(dump.before()).extracting(SchemaEntry::object).contains("table public.t");
            assertThat(dump.after()).extracting(SchemaEntry::object).containsExactly("constraint public.t t_pkey");
            assertThatExceptionOfType(CulvertException.class)
                    .isThrownBy(() -> SchemaDump.of(tools, settings(server, wrong), Optional.empty()))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.DUMP_FAILED);
                        assertThat(e.fact())
                                .contains("password authentication failed")
                                .doesNotContain("canary");
                    });
            assertThatExceptionOfType(CulvertException.class)
                    .isThrownBy(() -> SchemaDump.of(tools, settings(server, right), Optional.of("00000003-0000001B-1")))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DUMP_FAILED));
        }
    }

    private static ConnectionSettings settings(PostgresServer server, Path password) {
        return site(server, password).sessions().settings();
    }

    private static Site site(PostgresServer server, Path password) {
        return TestSites.site(
                Site.Role.SOURCE, server.maintenance().url(), Optional.of(new SecretReference.File(password)));
    }
}
