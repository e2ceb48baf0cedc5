package dev.culvert.migration.link;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the subscriber's catalog and statistics say of one subscription. For one thread at a time. */
final class SubscriptionQuery {
    private static final String MINE = " s.subname = ? AND s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d"
            + " WHERE d.datname = pg_catalog.current_database())";

    private final String name;
    private final Session session;

    SubscriptionQuery(String name, Session session) {
        this.name = name;
        this.session = session;
    }

    boolean exists() {
        return session.one(
                "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_subscription AS s WHERE" + MINE + ") AS there",
                row -> row.bool("there"),
                name);
    }

    Optional<LinkState> read() {
        Optional<Boolean> enabled = session.optional(
                "SELECT s.subenabled FROM pg_catalog.pg_subscription AS s WHERE" + MINE,
                row -> row.bool("subenabled"),
                name);
        if (enabled.isEmpty()) {
            return Optional.empty();
        }
        List<TableId> ready = new ArrayList<>();
        List<TableId> notReady = new ArrayList<>();
        session.list(
                """
                SELECT n.nspname, c.relname, r.srsubstate = 'r' AS ready
                FROM pg_catalog.pg_subscription_rel AS r
                JOIN pg_catalog.pg_subscription AS s ON s.oid = r.srsubid
                JOIN pg_catalog.pg_class AS c ON c.oid = r.srrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE%s ORDER BY 1, 2"""
                        .formatted(MINE),
                row -> (row.bool("ready") ? ready : notReady)
                        .add(new TableId(row.text("nspname"), row.text("relname"))),
                name);
        return Optional.of(new LinkState(enabled.get(), worker(), ready, notReady, applyErrors()));
    }

    /** The leader alone: workers that copy a table have a relid, those that help it a leader. */
    private Optional<LinkWorker> worker() {
        return session.optional(
                """
                SELECT w.pid, a.backend_start FROM pg_catalog.pg_stat_subscription AS w
                JOIN pg_catalog.pg_subscription AS s ON s.oid = w.subid
                JOIN pg_catalog.pg_stat_activity AS a ON a.pid = w.pid
                WHERE w.relid IS NULL AND a.backend_start IS NOT NULL AND%s%s"""
                        .formatted(session.version().isAtLeast(16) ? " w.leader_pid IS NULL AND" : "", MINE),
                row -> new LinkWorker(
                        row.integer("pid"), row.optionalInstant("backend_start").orElseThrow()),
                name);
    }

    /** Processes that work for it. */
    int workers() {
        return session.one(
                """
                SELECT pg_catalog.count(w.pid)::pg_catalog.int4 AS workers FROM pg_catalog.pg_stat_subscription AS w
                JOIN pg_catalog.pg_subscription AS s ON s.oid = w.subid WHERE"""
                        + MINE,
                row -> row.integer("workers"),
                name);
    }

    /** One round trip. */
    boolean stopped() {
        return session.one(
                """
                SELECT NOT EXISTS (SELECT 1 FROM pg_catalog.pg_subscription AS s
                  LEFT JOIN pg_catalog.pg_stat_subscription AS w ON w.subid = s.oid
                  WHERE (s.subenabled OR w.pid IS NOT NULL) AND"""
                        + MINE + ") AS stopped",
                row -> row.bool("stopped"),
                name);
    }

    private OptionalLong applyErrors() {
        if (!session.version().isAtLeast(15)) {
            return OptionalLong.empty();
        }
        return session.optional(
                        """
                        SELECT t.apply_error_count FROM pg_catalog.pg_stat_subscription_stats AS t
                        JOIN pg_catalog.pg_subscription AS s ON s.oid = t.subid WHERE"""
                                + MINE,
                        row -> row.optionalNumber("apply_error_count"),
                        name)
                .orElse(OptionalLong.empty());
    }
}
