package dev.culvert.schemas.definition.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.EndpointDefinition;
import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kinds with a source and a target. */
class TwoServersReaderTest {
    static final String MIGRATION =
            """
            apiVersion: culvert/v1
            kind: Migration
            metadata: {name: shop-15-to-18}
            source:
              postgres: {url: "postgresql://culvert@old:5432/shop", password: {env: OLD_PASSWORD}}
            target:
              postgres: {url: "postgresql://culvert@new/shop", password: {env: NEW_PASSWORD}}
            tables:
              include: [public.*, 'sales."Odd.Name"']
              exclude: [public.tmp_*]
            copy: {parallelism: 8, splitLargerThan: 512MB}
            cutover:
              maxWritePause: 900ms
              traffic:
                pgbouncer:
                  - admin: postgresql://pgbouncer@pool-1:6432/pgbouncer
                    password: {env: POOL_PASSWORD}
                    databases: [shop, shop_ro]
                    databasesFile: /etc/pgbouncer/databases.ini
                    tls: {mode: require}
                  - {admin: "postgresql://pgbouncer@pool-2:6432/pgbouncer", databasesFile: two.ini}
                hooks:
                  pause: [ssh, -o, A=1, -o, A=1, pause.sh]
                  switch: [switch.sh]
                  resume: [resume.sh]
                  timeout: 3s
              reverseReplication: false
              verify: {maxAge: 2h}
            """;

    static final String REPLICATION =
            """
            apiVersion: culvert/v1
            kind: Replication
            metadata: {name: orders-to-reporting}
            source:
              postgres: {url: "postgresql://culvert@shop/shop", password: {file: shop.password}}
            target:
              postgres: {url: "postgresql://culvert@reporting/reporting"}
            tables:
              - table: public.orders
                columns: {exclude: [card_number]}
                where: "region = 'eu'"
              - table: public.*
            copy: {parallelism: 2}
            """;

    private static final String SMALLEST =
            """
            apiVersion: culvert/v1
            kind: Migration
            metadata: {name: shop}
            source: {postgres: {url: "postgresql://culvert@old/shop"}}
            target: {postgres: {url: "postgresql://culvert@new/shop"}}
            """;

    @TempDir
    Path directory;

    @Test
    void readsEveryKeyOfAMigration() throws IOException {
        Path file = Files.writeString(directory.resolve("shop.yaml"), MIGRATION);
        MigrationDefinition expected = new MigrationDefinition(
                new MigrationDefinition.Metadata("shop-15-to-18"),
                endpoint("postgresql://culvert@old:5432/shop", new SecretReference.Environment("OLD_PASSWORD")),
                endpoint("postgresql://culvert@new/shop", new SecretReference.Environment("NEW_PASSWORD")),
                new MigrationTables(List.of("public.*", "sales.\"Odd.Name\""), List.of("public.tmp_*")),
                new CopyDefinition(8, 512L << 20),
                new CutoverDefinition(
                        Duration.ofMillis(900),
                        new CutoverDefinition.Traffic(
                                Optional.empty(),
                                Optional.empty(),
                                List.of(
                                        new CutoverDefinition.PgBouncer(
                                                "postgresql://pgbouncer@pool-1:6432/pgbouncer",
                                                Optional.of(new SecretReference.Environment("POOL_PASSWORD")),
                                                List.of("shop", "shop_ro"),
                                                Optional.of(Path.of("/etc/pgbouncer/databases.ini")),
                                                tls(Optional.of(TlsDefinition.Mode.REQUIRE))),
                                        new CutoverDefinition.PgBouncer(
                                                "postgresql://pgbouncer@pool-2:6432/pgbouncer",
                                                Optional.empty(),
                                                List.of(),
                                                Optional.of(directory.resolve("two.ini")),
                                                tls(Optional.empty()))),
                                Optional.of(new CutoverDefinition.Hooks(
                                        List.of("ssh", "-o", "A=1", "-o", "A=1", "pause.sh"),
                                        List.of("switch.sh"),
                                        List.of("resume.sh"),
                                        Duration.ofSeconds(3)))),
                        false,
                        new CutoverDefinition.Verify(Duration.ofHours(2))));

        assertThat(DefinitionReader.read(file)).isEqualTo(expected);
        assertThat(expected.kind()).isEqualTo(Kind.MIGRATION);
        assertThat(expected.name()).isEqualTo("shop-15-to-18");
    }

    @Test
    void whatIsLeftOutOfAMigrationHasDefaults() {
        MigrationDefinition read = DefinitionReader.read(SMALLEST, "shop.yaml", MigrationDefinition.class);

        assertThat(read.tables()).isEqualTo(new MigrationTables(List.of(), List.of()));
        assertThat(read.copy()).isEqualTo(new CopyDefinition(4, 1L << 30));
        assertThat(read.cutover())
                .isEqualTo(new CutoverDefinition(
                        Duration.ofSeconds(5),
                        new CutoverDefinition.Traffic(Optional.empty(), Optional.empty(), List.of(), Optional.empty()),
                        true,
                        new CutoverDefinition.Verify(Duration.ofHours(1))));
    }

    @Test
    void readsEveryKeyOfAReplication() {
        ReplicationDefinition read = DefinitionReader.read(REPLICATION, "r.yaml", ReplicationDefinition.class);

        assertThat(read)
                .isEqualTo(new ReplicationDefinition(
                        new ReplicationDefinition.Metadata("orders-to-reporting"),
                        endpoint("postgresql://culvert@shop/shop", new SecretReference.File(Path.of("shop.password"))),
                        new EndpointDefinition(new PostgresDefinition(
                                Optional.of("postgresql://culvert@reporting/reporting"),
                                Optional.empty(),
                                Optional.empty(),
                                tls(Optional.empty()))),
                        List.of(
                                new ReplicationDefinition.Table(
                                        "public.orders",
                                        Optional.of(new TableRule.Columns(List.of(), List.of("card_number"))),
                                        Optional.of("region = 'eu'")),
                                new ReplicationDefinition.Table("public.*", Optional.empty(), Optional.empty())),
                        new CopyDefinition(2, 1L << 30)));
        assertThat(read.kind()).isEqualTo(Kind.REPLICATION);
        assertThat(read.name()).isEqualTo("orders-to-reporting");
    }

    @Test
    void aFileOfAnotherKindIsRefused() {
        CulvertException error = catchThrowableOfType(
                CulvertException.class,
                () -> DefinitionReader.read(SMALLEST, "shop.yaml", ReplicationDefinition.class));

        assertThat(error.code()).isEqualTo(ErrorCode.DEF_KIND);
        assertThat(error.object()).isEqualTo("shop.yaml");
        assertThat(error.fact()).contains("Migration");
    }

    @Test
    void aFileWithoutAKindIsReadAsWhatItLooksLike() {
        for (String good : List.of(MIGRATION, REPLICATION)) {
            CulvertException error = catchThrowableOfType(
                    CulvertException.class,
                    () -> DefinitionReader.read(good.replaceFirst("kind: .*\n", ""), "shop.yaml"));

            assertThat(error.findings()).hasSize(1);
            assertThat(good).contains(error.findings().get(0).remedy().replace("Begin the file with ", "\n") + "\n");
        }
    }

    private static EndpointDefinition endpoint(String url, SecretReference password) {
        return new EndpointDefinition(new PostgresDefinition(
                Optional.of(url), Optional.empty(), Optional.of(password), tls(Optional.empty())));
    }

    private static TlsDefinition tls(Optional<TlsDefinition.Mode> mode) {
        return new TlsDefinition(mode, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
