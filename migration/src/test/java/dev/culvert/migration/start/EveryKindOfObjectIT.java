package dev.culvert.migration.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.comparison.CatalogComparison;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Heartbeat;
import dev.culvert.migration.link.Links;
import dev.culvert.migration.link.Token;
import dev.culvert.migration.schema.SchemaCopy;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.EndpointDefinition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.testkit.fixture.EveryKindOfObject;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two hundred tables with everything that a database can hold, by the real schema and the real copy. */
@Timeout(180)
class EveryKindOfObjectIT {
    private static final String NAME = "every-kind";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({"13, 18", "14, 17", "15, 18"})
    void isTheSameOnBothSidesAndStaysSo(int from, int to) {
        try (PostgresDatabase source = PostgresServer.shared(from).createDatabase("every_s");
                PostgresDatabase target = PostgresServer.shared(to).createDatabase("every_t")) {
            EveryKindOfObject.create(source);
            Sites sites = TestSites.of(source, target);
            try (SchemaCopy schema = new SchemaCopy(sites, NAME, 2)) {
                assertThat(new Starter(sites, definition(source, target), schema, any -> {}, "it").start())
                        .isEqualTo(StartResult.STREAMING);
            }
            source.execute(
                    "UPDATE app.customers SET feels = 'angry', nick = 'renamed' WHERE level = 2",
                    "INSERT INTO app.events VALUES (1000, '2024-05-05', 'eu', 'streamed'), (1001, '2030-01-01', 'us', NULL)",
                    "DELETE FROM app.items WHERE order_id < 10",
                    "UPDATE app.by_index SET t = 'changed' WHERE code = 'code 7'",
                    "UPDATE app.full_identity SET b = 'c' WHERE a = 3",
                    "INSERT INTO app.grandchildren VALUES (99, 'streamed', 1)",
                    "UPDATE \"Odd Schema\".\"Table \"\"with\"\" 'quotes'; and more\" SET \"ünï\" = 'ü' WHERE \"the Key\" = 1",
                    "TRUNCATE many.t1");

            try (Session s = sites.source().open("it");
                    Session t = sites.target().open("it")) {
                for (FoundLink found : new Links(sites, NAME, s, t).forward()) {
                    Token token = new Heartbeat(found.link(), s).write();
                    Heartbeat there = new Heartbeat(found.link(), t);
                    Deadline.after(PATIENCE).require(() -> there.shows(token), () -> "token through " + found);
                }
                assertThat(CatalogComparison.of(s, t)).isEmpty();
            }
            assertThat(EveryKindOfObject.checksums(target)).isEqualTo(EveryKindOfObject.checksums(source));
            new Canceller(sites, NAME).cancel(PATIENCE);
            try (Session s = sites.source().open("it");
                    Session t = sites.target().open("it")) {
                assertThat(CatalogComparison.of(s, t))
                        .as("nothing of Culvert's is left")
                        .isEmpty();
            }
        } finally {
            EveryKindOfObject.dropRoles(PostgresServer.shared(from).maintenance());
            EveryKindOfObject.dropRoles(PostgresServer.shared(to).maintenance());
        }
    }

    private static MigrationDefinition definition(PostgresDatabase source, PostgresDatabase target) {
        return new MigrationDefinition(
                new MigrationDefinition.Metadata(NAME),
                new EndpointDefinition(TestSites.definition(source.url(), Optional.empty())),
                new EndpointDefinition(TestSites.definition(target.url(), Optional.empty())),
                new MigrationTables(List.of(), List.of()),
                new CopyDefinition(2, 1 << 20),
                new CutoverDefinition(
                        Duration.ofSeconds(5),
                        new CutoverDefinition.Traffic(Optional.empty(), Optional.empty(), List.of(), Optional.empty()),
                        true,
                        new CutoverDefinition.Verify(Duration.ofHours(1))));
    }
}
