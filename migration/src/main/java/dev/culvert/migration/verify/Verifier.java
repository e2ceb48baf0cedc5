package dev.culvert.migration.verify;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the tables of two sides, in the direction of the stream: before a cutover the source is the publisher, after it the
 * target. What is done is remembered on the target, so that an interrupted verify goes on where it was. For one thread.
 */
public final class Verifier {
    private static final String PURPOSE = "verify";

    private final String migration;
    private final Site publisher;
    private final Site subscriber;
    private final MigrationTables chosen;
    private final Settling settling;
    private final VerifyOptions options;

    /**
     * @param migration its name
     * @param chosen which tables the stream has
     */
    public Verifier(
            String migration,
            Site publisher,
            Site subscriber,
            MigrationTables chosen,
            Settling settling,
            VerifyOptions options) {
        this.migration = migration;
        this.publisher = publisher;
        this.subscriber = subscriber;
        this.chosen = chosen;
        this.settling = settling;
        this.options = options;
    }

    /**
     * Compares every table; those that an unfinished verify has done are not compared again.
     *
     * @param maxAge an unfinished verify that began longer ago is not gone on with
     * @throws CulvertException for a server that cannot be reached; what could not be compared is in the report
     */
    public VerifyReport run(Duration maxAge) {
        try (Session kept = target().open(PURPOSE);
                Session catalog = publisher.open(PURPOSE)) {
            VerifyStore store = store(kept);
            VerifyRun run = store.begin(publisher.role().toString(), maxAge);
            Map<TableId, Long> changes = ChangeCounters.read(catalog);
            Map<TableId, VerifyStore.Part> done = store.done(run);
            List<VerifyTable> tables = new VerifyTables(catalog).of(chosen);
            // rows that moved all the time are looked at once more, from the table's beginning
            done.entrySet().stream()
                    .filter(each -> each.getValue().last() && each.getValue().moving() > 0)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(table -> {
                        store.forget(run, table);
                        done.remove(table);
                    });
            Map<TableId, String> unable = work(store, run, changes)
                    .run(
                            tables.stream()
                                    .filter(table -> !done.containsKey(table.id())
                                            || !done.get(table.id()).last())
                                    .toList(),
                            done);
            VerifyReport report = report(store, run, tables, unable);
            if (report.unable().isEmpty()) {
                store.end(run);
            }
            return report;
        }
    }

    /**
     * Compares again what was written to since the last verify, the smallest tables first, until the time is over.
     *
     * @return a table that was written to and for which there was no time is among those that could not be compared
     * @throws CulvertException {@link ErrorCode#VERIFY_UNABLE} if there is no finished verify of this direction
     */
    public VerifyReport recheck(Duration budget) {
        long end = System.nanoTime() + budget.toNanos();
        try (Session kept = target().open(PURPOSE);
                Session catalog = publisher.open(PURPOSE)) {
            VerifyStore store = store(kept);
            VerifyRun run = last(store);
            Map<TableId, Long> changes = ChangeCounters.read(catalog);
            Map<TableId, VerifyStore.Part> done = store.done(run);
            List<VerifyTable> tables = new VerifyTables(catalog).of(chosen);
            List<VerifyTable> changed = new ArrayList<>(tables.stream()
                    .filter(table -> !done.containsKey(table.id())
                            || done.get(table.id()).changes() != changes.getOrDefault(table.id(), 0L))
                    .toList());
            changed.sort(Comparator.comparingLong(VerifyTable::bytes));
            changed.forEach(table -> store.forget(run, table.id()));
            Map<TableId, String> unable = work(store, run, changes).until(end).run(changed, Map.of());
            return report(store, run, tables, unable);
        }
    }

    private VerifyRun last(VerifyStore store) {
        Optional<VerifyRun> last = store.lastEnded(publisher.role().toString());
        return last.orElseThrow(() -> new CulvertException(
                ErrorCode.VERIFY_UNABLE,
                "migration " + migration,
                "There is no verify of this direction that came to its end.",
                Changed.NOTHING,
                "culvert migrate verify"));
    }

    private VerifyStore store(Session kept) {
        VerifyStore store = new VerifyStore(kept, migration);
        store.prepare();
        return store;
    }

    private VerifyWork work(VerifyStore store, VerifyRun run, Map<TableId, Long> changes) {
        return new VerifyWork(
                () -> publisher.open(SessionOptions.bulk(PURPOSE)),
                () -> subscriber.open(SessionOptions.bulk(PURPOSE)),
                settling,
                options,
                store,
                run,
                changes);
    }

    private Site target() {
        return publisher.role() == Site.Role.TARGET ? publisher : subscriber;
    }

    private VerifyReport report(
            VerifyStore store, VerifyRun run, List<VerifyTable> tables, Map<TableId, String> failures) {
        Map<TableId, String> unable = new HashMap<>(failures);
        Map<TableId, VerifyStore.Part> done = store.done(run);
        int ended = 0;
        long rows = 0;
        for (VerifyTable table : tables) {
            VerifyStore.Part part = done.get(table.id());
            if (part == null || !part.last()) {
                unable.putIfAbsent(table.id(), "There was no time to compare it.");
                continue;
            }
            ended++;
            rows += part.rows();
            if (part.moving() > 0) {
                unable.putIfAbsent(
                        table.id(), part.moving() + " of its rows were changed each time that they were looked at.");
            }
        }
        Map<TableId, Integer> counts = new HashMap<>();
        List<Difference> all = store.differences(run);
        List<Difference> listed = all.stream()
                .filter(each -> counts.merge(each.table(), 1, Integer::sum) <= options.listed())
                .toList();
        return new VerifyReport(run.began(), ended, rows, listed, all.size() - listed.size(), unable);
    }
}
