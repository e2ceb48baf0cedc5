package dev.culvert.migration.start;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Its foreign keys meet a deadlock the first time, as they do with a worker that has locked the other table. */
final class Clashing extends PlainSchema {
    private final Sites sites;
    private boolean clashed;

    Clashing(PostgresDatabase source, PostgresDatabase target) {
        super(source, target);
        this.sites = TestSites.of(source, target);
    }

    @Override
    public void afterAll() {
        if (!clashed) {
            clashed = true;
            deadlock();
        }
        super.afterAll();
    }

    private void deadlock() {
        try (Session one = sites.target().open("it");
                Session other = sites.target().open("it")) {
            one.update("BEGIN");
            one.update("SET LOCAL deadlock_timeout = '10ms'");
            other.update("BEGIN");
            other.update("SET LOCAL deadlock_timeout = '1min'");
            one.list("SELECT pg_catalog.pg_advisory_xact_lock(1)", row -> true);
            other.list("SELECT pg_catalog.pg_advisory_xact_lock(2)", row -> true);
            CompletableFuture<Void> waits = CompletableFuture.runAsync(
                    () -> other.list("SELECT pg_catalog.pg_advisory_xact_lock(1)", row -> true));
            try {
                String waiting = "SELECT 1 FROM pg_catalog.pg_locks WHERE NOT granted AND pid = " + other.backendPid();
                Deadline.after(Duration.ofSeconds(30))
                        .require(() -> !one.list(waiting, row -> true).isEmpty(), () -> "the other session waits");
                one.list("SELECT pg_catalog.pg_advisory_xact_lock(2)", row -> true);
            } finally {
                one.update("ROLLBACK");
                waits.join();
            }
        }
    }
}
