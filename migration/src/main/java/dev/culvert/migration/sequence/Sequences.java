package dev.culvert.migration.sequence;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The sequences of a database: identity columns', owned and unowned ones, of every schema. One thread at a time. */
public final class Sequences {
    private final Session session;

    public Sequences(Session session) {
        this.session = session;
    }

    /** Every sequence by name; not temporary ones, nor those of the schema {@code culvert}. Two round trips. */
    public Map<TableId, SequenceState> read() {
        List<TableId> names = session.list(
                """
                SELECT n.nspname AS schema, c.relname AS name
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind = 'S' AND c.relpersistence <> 't'
                  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'culvert')
                ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C\"""",
                row -> new TableId(row.text("schema"), row.text("name")));
        if (names.isEmpty()) {
            return Map.of();
        }
        // the relation itself: pg_sequences hides is_called, and answers null without the privilege
        String states = names.stream()
                .map(id -> "SELECT " + Literal.quote(id.schema()) + "::pg_catalog.text AS schema, "
                        + Literal.quote(id.name()) + "::pg_catalog.text AS name, last_value, is_called FROM "
                        + QualifiedName.quote(id))
                .collect(Collectors.joining("\nUNION ALL "));
        return session
                .list(
                        """
                        SELECT v.schema, v.name, v.last_value, v.is_called, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle
                        FROM (%s) AS v
                        JOIN pg_catalog.pg_namespace AS n ON n.nspname = v.schema
                        JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = v.name
                        JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = c.oid"""
                                .formatted(states),
                        row -> new SequenceState(
                                new TableId(row.text("schema"), row.text("name")),
                                row.number("last_value"),
                                row.bool("is_called"),
                                row.number("seqincrement"),
                                row.number("seqmin"),
                                row.number("seqmax"),
                                row.number("seqcache"),
                                row.bool("seqcycle")))
                .stream()
                .collect(Collectors.toMap(SequenceState::id, Function.identity()));
    }

    /** Sets last value and {@code is_called} of each. One round trip; not undone by a rollback. */
    public void set(Collection<SequenceState> states) {
        if (states.isEmpty()) {
            return;
        }
        session.list(
                states.stream()
                        .map(state -> "pg_catalog.setval("
                                + Literal.quote(QualifiedName.quote(state.id())) + "::pg_catalog.regclass, "
                                + state.lastValue() + ", " + state.called() + ")")
                        .collect(Collectors.joining("),\n(", "SELECT v FROM (VALUES (", ")) AS s (v)")),
                row -> true);
    }
}
