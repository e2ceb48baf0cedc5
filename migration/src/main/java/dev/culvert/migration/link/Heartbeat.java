package dev.culvert.migration.link;

import dev.culvert.postgres.connection.Row;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.error.CulvertException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The heartbeat table of a link, on one of its ends: one row, which is there on both ends from the start, so that every token is
 * an update that finds it. For one thread at a time, as its session is.
 */
public final class Heartbeat {
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UNDEFINED_SCHEMA = "3F000";

    private final Session session;
    private final String table;

    public Heartbeat(Link link, Session session) {
        this.session = session;
        this.table = QualifiedName.quote(link.heartbeat());
    }

    /** Makes it, where it is not there. */
    public void prepare() {
        session.transaction(() -> {
            session.update("CREATE SCHEMA IF NOT EXISTS " + Link.SCHEMA);
            session.update(
                    """
                    CREATE TABLE IF NOT EXISTS %s (
                      id pg_catalog.int4 PRIMARY KEY CHECK (id OPERATOR(pg_catalog.=) 1),
                      beat pg_catalog.int8 NOT NULL,
                      token pg_catalog.uuid NOT NULL,
                      at pg_catalog.timestamptz NOT NULL)"""
                            .formatted(table));
            session.update(
                    "INSERT INTO %s (id, beat, token, at) VALUES (1, 0, ?, pg_catalog.clock_timestamp()) ON CONFLICT DO NOTHING"
                            .formatted(table),
                    UUID.randomUUID());
            return true;
        });
    }

    /**
     * Writes a token, on the publisher. The session's transaction must not be open: the token counts once it is committed.
     *
     * @throws CulvertException as {@link Session#update}; also where the table or its row is not there
     */
    public Token write() {
        UUID value = UUID.randomUUID();
        return session.transaction(() -> {
            Beat beat = session.one(
                    """
                    WITH written AS (
                      UPDATE %s SET beat = beat OPERATOR(pg_catalog.+) 1, token = ?, at = pg_catalog.clock_timestamp()
                      RETURNING beat, at)
                    SELECT beat, at, at AS now FROM written"""
                            .formatted(table),
                    Heartbeat::beat,
                    value);
            // in a statement of its own, so that it is read after the row is in the WAL and before the commit is
            return session.one(
                    "SELECT pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text AS lsn",
                    row -> new Token(beat.number(), value, beat.at(), row.lsn("lsn")));
        });
    }

    /** What it holds; empty where the table or its row is not there, which is unknown and not nothing (I7). */
    public Optional<Beat> read() {
        try {
            return session.optional(
                    "SELECT beat, at, pg_catalog.clock_timestamp() AS now FROM " + table, Heartbeat::beat);
        } catch (CulvertException e) {
            if (SqlStates.of(e).equals(UNDEFINED_TABLE) || SqlStates.of(e).equals(UNDEFINED_SCHEMA)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether a token, or a later one, is visible in this session. What cannot be known is not visible. */
    public boolean shows(Token token) {
        return read().map(beat -> beat.number() >= token.beat()).orElse(false);
    }

    /**
     * How far the subscriber is behind, by the newest token that it has: no time if it has the publisher's newest, else the time
     * since that token was written. As exact as tokens are frequent.
     */
    public static Duration lag(Beat publisher, Beat subscriber) {
        if (subscriber.number() >= publisher.number()) {
            return Duration.ZERO;
        }
        Duration behind = Duration.between(subscriber.at(), publisher.now());
        return behind.isNegative() ? Duration.ZERO : behind;
    }

    /** Drops it; whether there was one. */
    public boolean drop() {
        boolean there = read().isPresent();
        session.update("DROP TABLE IF EXISTS " + table);
        return there;
    }

    private static Beat beat(Row row) throws SQLException {
        return new Beat(row.number("beat"), instant(row, "at"), instant(row, "now"));
    }

    private static Instant instant(Row row, String column) throws SQLException {
        return row.optionalInstant(column)
                .orElseThrow(() -> new IllegalStateException("the server returned null in column " + column));
    }
}
