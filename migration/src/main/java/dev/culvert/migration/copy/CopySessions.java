package dev.culvert.migration.copy;

import dev.culvert.migration.link.Link;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import java.util.ArrayList;
import java.util.List;

/** Opens the workers' sessions, and ends all of them at once when that is wanted. Safe for several threads. */
final class CopySessions {
    private final Link link;
    private final String migration;
    private final SnapshotOwner snapshot;
    private final List<Session> open = new ArrayList<>();
    private boolean aborted;

    CopySessions(Link link, String migration, SnapshotOwner snapshot) {
        this.link = link;
        this.migration = migration;
        this.snapshot = snapshot;
    }

    SnapshotOwner snapshot() {
        return snapshot;
    }

    Session source() {
        return register(link.publisher().open(SessionOptions.bulk("copy")));
    }

    Session target() {
        return register(link.subscriber().open(SessionOptions.bulk("copy")));
    }

    TableWriter writer(Session target) {
        return new TableWriter(target, migration, link.name());
    }

    private synchronized Session register(Session session) {
        if (aborted) {
            session.abort();
        }
        open.removeIf(each -> !each.isOpen());
        open.add(session);
        return session;
    }

    /** Drops every connection, without a word to the servers, which roll back. */
    synchronized void abort() {
        aborted = true;
        open.forEach(Session::abort);
    }
}
