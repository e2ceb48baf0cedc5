package dev.culvert.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.TestSites;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

class SchemaTrialIT {
    /** An extension and a function of the library that 18 does not have any more, and a view that needs the function. */
    @Test
    void namesWhatTheTargetDoesNotTakeAndLeavesNothingBehind() {
        try (PostgresDatabase source = PostgresServer.shared(13).createDatabase("trial_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("trial_t")) {
            source.execute(
                    "CREATE ROLE trial_owner",
                    "CREATE TABLE kept (id int PRIMARY KEY, t text)",
                    "ALTER TABLE kept OWNER TO trial_owner",
                    "CREATE EXTENSION adminpack",
                    "CREATE VIEW backup AS SELECT pg_is_in_backup() AS now",
                    "CREATE VIEW of_backup AS SELECT * FROM backup",
                    "CREATE INDEX kept_t ON kept (t)");
            try {
                assertThat(new SchemaTrial(TestSites.of(source, target), "trial-it").run())
                        .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.ERROR))
                        .allSatisfy(finding -> assertThat(finding.code()).isEqualTo(ErrorCode.SCHEMA_RESTORE))
                        .extracting(Finding::object)
                        .containsExactlyInAnyOrder("extension adminpack", "view public.backup");
                source.execute("DROP EXTENSION adminpack", "DROP VIEW backup CASCADE");
                assertThat(new SchemaTrial(TestSites.of(source, target), "trial-it").run())
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.PASSED));
            } finally {
                source.execute("DROP OWNED BY trial_owner", "DROP ROLE trial_owner");
            }
            assertThat(target.query("SELECT datname FROM pg_database WHERE datname LIKE 'culvert_trial%'"))
                    .isEmpty();
            assertThat(target.query("SELECT rolname FROM pg_roles WHERE rolname = 'trial_owner'"))
                    .isEmpty();
        }
    }

    /** A server from 15 on that drops a database waits for every session, and one in COPY does not answer while its client is silent. */
    @Test
    @Timeout(60)
    void doesNotWaitForEverForASilentCopy() throws Exception {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("trial_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("trial_t");
                PostgresDatabase other = PostgresServer.shared(18).createDatabase("trial_o")) {
            source.execute("CREATE TABLE kept (id int PRIMARY KEY)");
            other.execute("CREATE TABLE loaded (id int)");
            SchemaTrial trial = new SchemaTrial(TestSites.of(source, target), "trial-it", "3s");
            try (Connection client = other.connect()) {
                CopyIn copy = client.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY loaded FROM STDIN");
                assertThat(trial.run())
                        .anySatisfy(finding -> {
                            assertThat(finding.severity()).isEqualTo(Severity.UNKNOWN);
                            assertThat(finding.fact())
                                    .contains("within 3s")
                                    .contains(client.unwrap(PGConnection.class).getBackendPID() + " of postgres in "
                                            + other.name());
                        })
                        .noneSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.ERROR));
                copy.cancelCopy();
            }
            assertThat(trial.run()).singleElement().satisfies(finding -> assertThat(finding.severity())
                    .isEqualTo(Severity.PASSED));
            assertThat(target.query("SELECT datname FROM pg_database WHERE datname LIKE 'culvert_trial%'"))
                    .isEmpty();
        }
    }
}
