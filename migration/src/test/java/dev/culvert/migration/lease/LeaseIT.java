package dev.culvert.migration.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.site.Sites;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LeaseIT {
    private static final String WAITS =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database())";

    @Test
    void oneThatIsHeldIsRefusedAndOneThatIsGoingIsWaitedFor() throws Exception {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("lease");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("lease")) {
            Sites sites = TestSites.of(source, target);
            CompletableFuture<Lease> next;
            try (Lease held = Lease.take(sites, "shop")) {
                assertThatThrownBy(() -> Lease.take(sites, "shop"))
                        .isInstanceOfSatisfying(CulvertException.class, e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.MIGRATION_BUSY);
                            assertThat(e.fact()).contains("process ", "on the source");
                        });
                Lease.take(sites, "another").close();
                held.check();
                next = CompletableFuture.supplyAsync(() -> Lease.take(sites, "shop"));
                Awaitility.await().until(() -> next.isDone() || source.number(WAITS) == 1);
            }
            next.get(30, TimeUnit.SECONDS).close();
        }
    }
}
