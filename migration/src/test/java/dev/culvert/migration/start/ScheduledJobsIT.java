package dev.culvert.migration.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.preflight.Preflight;
import dev.culvert.migration.schema.SchemaCopy;
import dev.culvert.migration.site.Sites;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.EndpointDefinition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An extension with the name and the table of pg_cron, and without its worker. */
@Timeout(120)
class ScheduledJobsIT {
    private static final String NAME = "scheduled";

    @Test
    void jobsAreNamedAndCopiedAsInactive() {
        try (PostgresServer old = server(15);
                PostgresServer next = server(18);
                PostgresDatabase source = old.createDatabase("cron");
                PostgresDatabase target = next.createDatabase("cron")) {
            source.execute(
                    "CREATE TABLE t (id int PRIMARY KEY)",
                    "CREATE EXTENSION pg_cron",
                    "INSERT INTO cron.job (schedule, command, active) VALUES ('0 3 * * *', 'DELETE FROM t', true),"
                            + " ('* * * * *', 'VACUUM', true), ('1 1 1 1 *', 'SELECT 1', false)");
            MigrationDefinition definition = definition(source, target);
            assertThat(findings(definition)).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                assertThat(finding.fact())
                        .startsWith("Jobs 1, 2 of pg_cron are active on the source.")
                        .doesNotContain("DELETE");
            });

            Sites sites = Sites.of(definition);
            try (SchemaCopy schema = new SchemaCopy(sites, NAME, 2)) {
                new Starter(sites, definition, schema, any -> {}, "it").start();
                assertThat(schema.notes().toString())
                        .contains("3 rows of configuration were copied once, as inactive jobs");
            }
            String jobs = "SELECT jobid, schedule, command, active FROM cron.job ORDER BY jobid";
            assertThat(target.query(jobs))
                    .containsExactly(
                            List.of("1", "0 3 * * *", "DELETE FROM t", "f"),
                            List.of("2", "* * * * *", "VACUUM", "f"),
                            List.of("3", "1 1 1 1 *", "SELECT 1", "f"));
            assertThat(source.number("SELECT count(*) FROM cron.job WHERE active"))
                    .isEqualTo(2);

            new Canceller(sites, NAME).cancel(Duration.ofSeconds(60));
            target.execute("UPDATE cron.job SET active = true WHERE jobid = 3");
            assertThat(findings(definition))
                    .extracting(Finding::fact)
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith("Jobs 3 of pg_cron are active on the target.");
        }
    }

    private static PostgresServer server(int major) {
        return PostgresServer.builder(major)
                .extension(
                        "pg_cron",
                        "relocatable = false\nschema = pg_catalog",
                        """
                        CREATE SCHEMA cron;
                        CREATE TABLE cron.job (jobid bigserial PRIMARY KEY, schedule text NOT NULL, command text NOT NULL,
                          nodename text NOT NULL DEFAULT 'localhost', database text NOT NULL DEFAULT pg_catalog.current_database(),
                          username text NOT NULL DEFAULT CURRENT_USER, active boolean NOT NULL DEFAULT true);
                        SELECT pg_catalog.pg_extension_config_dump('cron.job', '');
                        """)
                .start();
    }

    private static List<Finding> findings(MigrationDefinition definition) {
        try (Preflight preflight = Preflight.of(Sites.of(definition), definition)) {
            return preflight.checks().stream()
                    .filter(check -> check.title().equals("jobs of pg_cron"))
                    .flatMap(check -> check.run().stream())
                    .filter(finding -> finding.severity() != Severity.PASSED)
                    .peek(finding -> assertThat(finding.code()).isEqualTo(ErrorCode.SCHEDULED_JOBS))
                    .toList();
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
