package dev.culvert.migration.watchdog;

import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.journal.MigrationRecord;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.turn.Marks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Looks whether a turn is under way, and whether anybody works on it. Keeps a session with each server. For one thread. */
public final class TurnWatch implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final String migration;
    private final Kept source;
    private final Kept target;
    private String mark = "";
    private boolean known;

    public TurnWatch(Sites sites, String migration) {
        this.migration = migration;
        this.source = new Kept(sites.source());
        this.target = new Kept(sites.target());
    }

    /**
     * @param over whether there is nothing left to watch
     * @param abandoned whether a turn is under way that nobody has a lease of, on the servers that can be reached
     * @param trouble a server that cannot be reached
     */
    public record Sight(boolean over, boolean abandoned, Optional<String> trouble) {}

    /** What it sees now. Where the target is silent, the last thing that it said counts, since the source alone shows no mark. */
    public Sight look() {
        Optional<Optional<MigrationRecord>> record = target.ask(session -> new Journal(session, migration, "").read());
        boolean gone = known && record.filter(Optional::isEmpty).isPresent();
        record.flatMap(Function.identity()).ifPresent(said -> {
            mark = said.mark();
            known = true;
        });
        Optional<Optional<String>> onSource = source.ask(session -> Lease.holder(session, migration));
        Optional<Optional<String>> onTarget = target.ask(session -> Lease.holder(session, migration));
        boolean reached = onSource.isPresent() || onTarget.isPresent();
        boolean held = onSource.flatMap(Function.identity()).isPresent()
                || onTarget.flatMap(Function.identity()).isPresent();
        return new Sight(
                gone || mark.equals(Marks.FINISHED) || mark.equals(Marks.CANCELLED),
                mark.startsWith(Marks.TURNING) && reached && !held,
                source.trouble.or(() -> target.trouble));
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }

    /** A session that is opened again when it is lost. */
    private static final class Kept {
        private final Site site;
        private Optional<Session> session = Optional.empty();
        private Optional<String> trouble = Optional.empty();

        Kept(Site site) {
            this.site = site;
        }

        <T> Optional<T> ask(Function<Session, T> question) {
            try {
                if (session.filter(Session::isOpen).isEmpty()) {
                    session = Optional.of(
                            site.open(SessionOptions.control("standby").withReadTimeout(SILENCE)));
                }
                T answer = question.apply(session.get());
                trouble = Optional.empty();
                return Optional.of(answer);
            } catch (CulvertException e) {
                trouble = Optional.of(e.object() + ": " + e.fact());
                close();
                session = Optional.empty();
                return Optional.empty();
            }
        }

        void close() {
            session.ifPresent(Session::close);
        }
    }
}
