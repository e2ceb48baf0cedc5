package dev.culvert.migration.schema;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

/** Sessions with the target that are used again: to open one takes as long as to make a small index. Safe for several threads. */
final class TargetSessions implements AutoCloseable {
    private static final String INDEX_MEMORY =
            """
            SELECT pg_catalog.set_config('maintenance_work_mem', '256MB', false) FROM pg_catalog.pg_settings
            WHERE name = 'maintenance_work_mem' AND setting::pg_catalog.int8 < 262144""";

    private final Site target;
    private final Deque<Session> idle = new ConcurrentLinkedDeque<>();
    private volatile Set<String> tablespaces;

    TargetSessions(Site target) {
        this.target = target;
    }

    /** A long statement may be silent, and no row may be hidden. */
    static SessionOptions options(String purpose) {
        return SessionOptions.bulk(purpose);
    }

    /** Lends a session. One whose work failed is not lent again. */
    <T> T use(Function<Session, T> work) {
        Session session = idle.poll();
        if (session == null) {
            session = target.open(options("schema"));
            session.list(INDEX_MEMORY, row -> true);
        }
        boolean returned = false;
        try {
            T value = work.apply(session);
            returned = true;
            return value;
        } finally {
            if (returned) {
                idle.push(session);
            } else {
                session.close();
            }
        }
    }

    /** The target's, as SQL has their names. */
    Set<String> tablespaces() {
        if (tablespaces == null) {
            tablespaces = use(EntryRunner::tablespaces);
        }
        return tablespaces;
    }

    @Override
    public void close() {
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
        }
    }
}
