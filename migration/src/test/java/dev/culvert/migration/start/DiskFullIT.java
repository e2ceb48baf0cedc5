package dev.culvert.migration.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.schema.SchemaCopy;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.verify.TokenSettling;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.EndpointDefinition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.fixture.EveryKindOfObject;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The target has no room for a table, and then has. */
@Timeout(120)
class DiskFullIT {
    private static final String NAME = "disk-full";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Less than the table of 20 MiB. */
    private static final long ROOM = (16L << 20) + 4096;

    @Test
    void aCopyEndsInAClearErrorAndGoesOnWhenThereIsRoom() {
        // up to 15 the workers of two subscriptions start this far apart
        try (PostgresServer next = PostgresServer.builder(15)
                        .setting("wal_retrieve_retry_interval", "200ms")
                        .start();
                PostgresDatabase source = PostgresServer.shared(13).createDatabase("full_s");
                PostgresDatabase target = next.createDatabase("full_t")) {
            source.execute(
                    "CREATE TABLE large (id int PRIMARY KEY, v text)",
                    "INSERT INTO large SELECT i, repeat('v', 1000) FROM generate_series(1, 18000) AS i",
                    "CREATE TABLE small (id int PRIMARY KEY, v text)",
                    "INSERT INTO small SELECT i, 'v' FROM generate_series(1, 100) AS i");
            MigrationDefinition definition = definition(source, target);
            next.limitFiles(ROOM);
            assertThatExceptionOfType(CulvertException.class)
                    .isThrownBy(() -> start(definition))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.PG_DISK_FULL);
                        assertThat(e.object()).isEqualTo("table public.large");
                        assertThat(e.fact()).contains("53100");
                        assertThat(e.remedy()).contains("room").contains("goes on");
                    });
            source.execute(
                    "UPDATE large SET v = 'changed' WHERE id <= 10", "INSERT INTO small VALUES (101, 'meanwhile')");
            assertThat(target.number("SELECT count(*) FROM large")).isZero();

            next.unlimitFiles();
            assertThat(start(definition)).isEqualTo(StartResult.STREAMING);
            source.execute("DELETE FROM large WHERE id = 11");
            Sites sites = Sites.of(definition);
            new TokenSettling(sites, NAME, sites.source(), PATIENCE).await();
            assertThat(EveryKindOfObject.contents(target)).isEqualTo(EveryKindOfObject.contents(source));
            assertThat(target.number("SELECT count(*) FROM pg_index WHERE indrelid = 'large'::regclass AND indisvalid"))
                    .isOne();
            new Canceller(sites, NAME).cancel(PATIENCE);
        }
    }

    private static StartResult start(MigrationDefinition definition) {
        Sites sites = Sites.of(definition);
        try (SchemaCopy schema = new SchemaCopy(sites, NAME, 2)) {
            return new Starter(sites, definition, schema, any -> {}, "it").start();
        }
    }

    private static MigrationDefinition definition(PostgresDatabase source, PostgresDatabase target) {
        return new MigrationDefinition(
                new MigrationDefinition.Metadata(NAME),
                new EndpointDefinition(TestSites.definition(source.url(), Optional.empty())),
                new EndpointDefinition(TestSites.definition(target.url(), Optional.empty())),
                new MigrationTables(List.of(), List.of()),
                new CopyDefinition(2, 1L << 30),
                new CutoverDefinition(
                        Duration.ofSeconds(5),
                        new CutoverDefinition.Traffic(Optional.empty(), Optional.empty(), List.of(), Optional.empty()),
                        true,
                        new CutoverDefinition.Verify(Duration.ofHours(1))));
    }
}
