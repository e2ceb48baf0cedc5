package dev.culvert.migration.turn;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;
import java.util.List;
import java.util.Optional;

/**
 * The decisions that closed the side of a session. For one thread at a time, as its session is.
 *
 * <p>A source is closed by odd turns and a target by even ones. A database that was the target of one migration and is the source of
 * the next may have decisions of both, under one name even; those of the other role are never this migration's.
 */
public final class Decisions {
    private final Session session;
    private final String migration;
    private final Site.Role role;

    /** @param role of the session's server in the migration */
    public Decisions(Session session, String migration, Site.Role role) {
        this.session = session;
        this.migration = migration;
        this.role = role;
    }

    /** Makes the table, if it is not there. */
    public void prepare() {
        session.update(
                """
                CREATE SCHEMA IF NOT EXISTS culvert;
                CREATE TABLE IF NOT EXISTS culvert.fence (
                  migration pg_catalog.text NOT NULL,
                  turn pg_catalog.int4 NOT NULL,
                  epoch pg_catalog.int8 NOT NULL,
                  token pg_catalog.text NOT NULL,
                  drained pg_catalog.pg_lsn NOT NULL,
                  decided_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now(),
                  PRIMARY KEY (migration, turn))""");
    }

    /** Writes one, in the transaction that is open. A second one of the same turn is refused by the server. */
    public void write(int turn, long epoch, String token, Lsn drained) {
        session.update(
                """
                INSERT INTO culvert.fence (migration, turn, epoch, token, drained)
                VALUES (?, ?, ?, ?, ?::pg_catalog.pg_lsn)""",
                migration,
                turn,
                epoch,
                token,
                drained.toString());
    }

    /** All of them, oldest first. */
    public List<Decision> all() {
        if (!exists()) {
            return List.of();
        }
        return session.list(
                """
                SELECT turn, epoch, token, drained::pg_catalog.text AS drained, decided_at::pg_catalog.text AS decided_at
                FROM culvert.fence WHERE migration = ? AND turn % 2 = ? ORDER BY turn""",
                row -> new Decision(
                        row.integer("turn"),
                        row.number("epoch"),
                        row.text("token"),
                        row.lsn("drained"),
                        row.text("decided_at")),
                migration,
                parity());
    }

    private int parity() {
        return role == Site.Role.SOURCE ? 1 : 0;
    }

    private boolean exists() {
        return session.one(
                "SELECT pg_catalog.to_regclass('culvert.fence') IS NOT NULL AS there", row -> row.bool("there"));
    }

    public Optional<Decision> find(int turn) {
        return all().stream().filter(decision -> decision.turn() == turn).findFirst();
    }

    /** The newest one. */
    public Optional<Decision> latest() {
        List<Decision> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /**
     * The name of another migration that has closed this database as its source; one of the same name counts, if this database is
     * the target here. What closed it as a target is over: an unfinished migration is seen by its record.
     */
    public Optional<String> closedByAnother() {
        if (!exists()) {
            return Optional.empty();
        }
        return session
                .list(
                        """
                        SELECT migration FROM culvert.fence WHERE turn % 2 = 1 AND NOT (migration = ? AND ?)
                        ORDER BY decided_at DESC LIMIT 1""",
                        row -> row.text("migration"), migration, role == Site.Role.SOURCE)
                .stream()
                .findFirst();
    }

    /** They are over: the side takes writes for good, and another migration may use it. */
    public void forget() {
        if (exists()) {
            session.update("DELETE FROM culvert.fence WHERE migration = ? AND turn % 2 = ?", migration, parity());
        }
    }
}
