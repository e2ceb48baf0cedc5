package dev.culvert.sink.flink.postgres;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * What each commit of the target that writes to the banks leaves, seen by the transaction itself: a deferred trigger comes when everything in it
 * is done. No commit is missed, as a reader misses some who asks again and again.
 */
final class CommitWatch {
    static final String SUM =
            "(SELECT sum(balance) FROM public.left_accounts) + (SELECT sum(balance) FROM public.right_accounts)";

    private final PostgresDatabase target;

    /** @param target which has the tables already */
    CommitWatch(PostgresDatabase target) {
        this.target = target;
        target.execute(
                "CREATE SCHEMA watch",
                "CREATE TABLE watch.commits (xid text PRIMARY KEY, sum bigint, reached boolean)",
                """
                CREATE FUNCTION watch.look() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO watch.commits
                    SELECT pg_current_xact_id()::text, %s,
                           EXISTS (SELECT 1 FROM culvert.sink_offset WHERE xmin::text = pg_current_xact_id()::text)
                    WHERE NOT EXISTS (SELECT 1 FROM watch.commits WHERE xid = pg_current_xact_id()::text);
                    RETURN NULL;
                END $$"""
                        .formatted(SUM));
        for (String table : List.of("left_accounts", "right_accounts")) {
            target.execute("CREATE CONSTRAINT TRIGGER look AFTER INSERT OR UPDATE OR DELETE ON public." + table
                    + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION watch.look()");
        }
    }

    /** The sums that commits left, each once. */
    List<Long> sums() {
        return target.query("SELECT DISTINCT sum FROM watch.commits ORDER BY 1").stream()
                .map(row -> Long.valueOf(row.get(0)))
                .toList();
    }

    /** How many commits wrote to the banks. */
    long commits() {
        return target.number("SELECT count(*) FROM watch.commits");
    }

    /** Waits for another one, while the banks are written. */
    void awaitMore(Duration limit) {
        awaitBeyond(commits(), limit);
    }

    /** Waits until there are more than so many. */
    void awaitBeyond(long before, Duration limit) {
        Awaitility.await().atMost(limit).until(() -> commits() > before);
    }

    /** How many of them did not write how far the sink is. */
    long withoutProgress() {
        return target.number("SELECT count(*) FROM watch.commits WHERE NOT reached");
    }
}
