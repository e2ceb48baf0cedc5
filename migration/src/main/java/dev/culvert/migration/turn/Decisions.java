package dev.culvert.migration.turn;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;
import java.util.List;
import java.util.Optional;

/** The decisions that closed the side of a session. For one thread at a time, as its session is. */
public final class Decisions {
    private final Session session;
    private final String migration;

    public Decisions(Session session, String migration) {
        this.session = session;
        this.migration = migration;
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
        boolean there = session.one(
                "SELECT pg_catalog.to_regclass('culvert.fence') IS NOT NULL AS there", row -> row.bool("there"));
        if (!there) {
            return List.of();
        }
        return session.list(
                """
                SELECT turn, epoch, token, drained::pg_catalog.text AS drained, decided_at::pg_catalog.text AS decided_at
                FROM culvert.fence WHERE migration = ? ORDER BY turn""",
                row -> new Decision(
                        row.integer("turn"),
                        row.number("epoch"),
                        row.text("token"),
                        row.lsn("drained"),
                        row.text("decided_at")),
                migration);
    }

    public Optional<Decision> find(int turn) {
        return all().stream().filter(decision -> decision.turn() == turn).findFirst();
    }

    /** The newest one. */
    public Optional<Decision> latest() {
        List<Decision> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }
}
