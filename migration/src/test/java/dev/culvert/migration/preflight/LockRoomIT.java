package dev.culvert.migration.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.closing.UserTables;
import dev.culvert.migration.fence.Fence;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.StopMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the check says of a small lock table is what the fence meets. */
class LockRoomIT {
    private static final int TABLES = 1_500;

    @Test
    void aLockTableThatIsTooSmallForTheFenceIsAnErrorWithTheSettingThatMendsIt() {
        try (PostgresServer server = PostgresServer.builder(15)
                        .setting("max_locks_per_transaction", "10")
                        .setting("max_connections", "15")
                        .setting("max_worker_processes", "4")
                        .setting("max_wal_senders", "5")
                        .setting("autovacuum_max_workers", "1")
                        .start();
                PostgresDatabase source = server.createDatabase("locks_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("locks_t")) {
            for (int i = 0; i < TABLES; i += 100) {
                source.execute("DO $$ BEGIN FOR i IN " + i + ".." + (i + 99)
                        + " LOOP EXECUTE 'CREATE TABLE t' || i || ' ()'; END LOOP; END $$");
            }
            Sites sites = TestSites.of(source, target);
            assertThat(fence(sites)).isEqualTo("53200");
            Finding small = finding(sites);
            assertThat(small.severity()).isEqualTo(Severity.ERROR);
            assertThat(small.fact())
                    .startsWith("The lock table is for 260 locks at least, 10 for each of 26 sessions,")
                    .contains("1500 tables");
            assertThat(small.remedy()).startsWith("ALTER SYSTEM SET max_locks_per_transaction = 64;");

            server.set("max_locks_per_transaction", "64");
            server.restart(StopMode.FAST);
            assertThat(fence(sites)).isEqualTo("locked");
            assertThat(finding(sites).severity()).isEqualTo(Severity.PASSED);
        }
    }

    private static Finding finding(Sites sites) {
        Subject subject = new Subject("locks-it", sites, table -> true, true, true);
        try (PreflightContext context = new PreflightContext(subject)) {
            return new LockRoomCheck(context, Site.Role.SOURCE).run().get(0);
        }
    }

    private static String fence(Sites sites) {
        try (Session session = sites.source().open("it");
                Fence fence = Fence.open(sites.source())) {
            List<TableId> tables = UserTables.of(session);
            assertThat(tables).hasSize(TABLES);
            assertThat(fence.tryLock(tables, Duration.ofSeconds(30), Duration.ofSeconds(30)))
                    .isTrue();
            return "locked";
        } catch (CulvertException e) {
            return SqlStates.of(e);
        }
    }
}
