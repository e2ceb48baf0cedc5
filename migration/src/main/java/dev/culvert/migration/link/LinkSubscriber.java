package dev.culvert.migration.link;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.postgres.subscription.Subscriptions;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.Secret;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * The subscribing end of a link. Every operation can be repeated. For one thread at a time, as its session is.
 *
 * <p>It never touches the publisher's slot, which {@link LinkPublisher} makes and drops.
 */
public final class LinkSubscriber {
    private static final Duration POLL = Duration.ofMillis(3);

    private final Link link;
    private final Session session;
    private final SubscriptionQuery query;

    /** @param session an ordinary one with {@link Link#subscriber}, outside a transaction */
    public LinkSubscriber(Link link, Session session) {
        this.link = link;
        this.session = session;
        this.query = new SubscriptionQuery(link.name(), session);
    }

    public boolean exists() {
        return query.exists();
    }

    /** How it stands; empty if there is none. */
    public Optional<LinkState> state() {
        return query.read();
    }

    /**
     * Makes the subscription, disabled, and the heartbeat table. Publication and slot must be there, and the tables. The server
     * connects to the publisher while it does so.
     *
     * @param publisher its version
     * @param binary whether every column of every table has the same binary form on both sides; see {@code BinaryTypes}
     * @param origin which changes it takes
     * @return whether the statement was kept out of the server's log, which only a superuser may; the password is in it
     */
    public boolean create(ServerVersion publisher, boolean binary, Origin origin) {
        new Heartbeat(link, session).prepare();
        if (exists()) {
            return true;
        }
        Secret connection = ConnectionString.of(link.publisher(), link.name(), session.version());
        String options = new SubscriptionOptions(publisher, session.version()).sql(link.name(), binary, origin);
        return session.transaction(() -> {
            boolean silent = Silence.keep(session);
            session.update("CREATE SUBSCRIPTION " + Identifier.quote(link.name())
                    + " CONNECTION " + Literal.quote(connection.reveal())
                    + " PUBLICATION " + Identifier.quote(link.name())
                    + " WITH " + options);
            return silent;
        });
    }

    /**
     * Sees that the subscription takes changes of exactly these tables and of its heartbeat table. One that is missing in it would
     * silently get none.
     *
     * @throws CulvertException {@link ErrorCode#LINK_STUCK}
     */
    public void requireTables(Collection<TableId> tables) {
        LinkState state = state().orElseThrow(() -> stuck("It is not there.", "Give the command again."));
        Set<TableId> wanted = new TreeSet<>(tables);
        wanted.add(link.heartbeat());
        Set<TableId> missing = new TreeSet<>(wanted);
        missing.removeAll(new HashSet<>(state.tables()));
        Set<TableId> foreign = new TreeSet<>(state.tables());
        foreign.addAll(state.notReady());
        foreign.removeAll(wanted);
        if (!missing.isEmpty() || !foreign.isEmpty()) {
            throw stuck(
                    "It does not take the changes of exactly the link's tables: " + missing.size()
                            + " are missing or not ready" + example(missing) + ", " + foreign.size() + " too many"
                            + example(foreign) + ".",
                    "culvert migrate cancel (of a replication: culvert destroy) drops it; look who changed the publication or the subscription.");
        }
    }

    private static String example(Set<TableId> tables) {
        return tables.stream().findFirst().map(table -> " (" + table + ")").orElse("");
    }

    /**
     * Sets where its stream begins, on this side: what the publisher committed before {@code lsn} does not come. A slot that was
     * advanced falls back when its server crashes, since an advance alone is not written to disk; this is in the WAL, and durable
     * with the next commit. The subscription must be disabled.
     *
     * @throws CulvertException {@link ErrorCode#PG_PRIVILEGE} without EXECUTE on {@code pg_replication_origin_advance}
     */
    public void startAfter(Lsn lsn) {
        session.list(
                """
                SELECT pg_catalog.pg_replication_origin_advance('pg_' || s.oid, ?::pg_catalog.pg_lsn)
                FROM pg_catalog.pg_subscription AS s JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
                WHERE d.datname = pg_catalog.current_database() AND s.subname = ?""",
                row -> true,
                lsn.toString(),
                link.name());
    }

    /** Whether it is disabled, or not there, and nothing of it is left that could apply a change. */
    public boolean isStopped() {
        return query.stopped();
    }

    /** Lets it run; the worker starts within seconds. */
    public void enable() {
        session.update(alter() + " ENABLE");
    }

    /** Forgets tables that the publication has lost; the subscription must be enabled, and no transaction open. */
    public void refresh() {
        session.update(alter() + " REFRESH PUBLICATION WITH (copy_data = false)");
    }

    /** Tells it to stop, and returns at once. */
    public void disable() {
        session.update(alter() + " DISABLE");
    }

    /**
     * Disables it, and returns when its worker and the worker's helpers are gone: what they had not committed is rolled back, and
     * nothing is applied any more.
     *
     * @throws CulvertException {@link ErrorCode#LINK_STUCK}
     */
    public void disable(Duration patience) {
        disable();
        awaitStopped(patience);
    }

    /**
     * Returns when the worker of a disabled subscription, and the worker's helpers, are gone.
     *
     * @throws CulvertException {@link ErrorCode#LINK_STUCK}
     */
    public void awaitStopped(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (query.workers() > 0) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                throw stuck(
                        "It is disabled, and its worker is still there after " + patience.toMillis() + " ms.",
                        "See what the worker waits for; the command can be repeated.");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /**
     * Drops it without a word to the publisher, whose slot stays; the worker is gone before.
     *
     * @return whether there was one
     */
    public boolean drop(Duration patience) {
        if (!exists()) {
            return false;
        }
        disable(patience);
        session.update(alter() + " SET (slot_name = NONE)");
        return new Subscriptions(session).drop(link.name());
    }

    /** Drops subscription and heartbeat table, whichever are there. Not the schema, which others use too. */
    public void dropAll(Duration patience) {
        drop(patience);
        new Heartbeat(link, session).drop();
    }

    private String alter() {
        return "ALTER SUBSCRIPTION " + Identifier.quote(link.name());
    }

    private CulvertException stuck(String fact, String remedy) {
        return new CulvertException(
                ErrorCode.LINK_STUCK, "subscription " + link.name() + " on " + session, fact, Changed.PARTLY, remedy);
    }
}
