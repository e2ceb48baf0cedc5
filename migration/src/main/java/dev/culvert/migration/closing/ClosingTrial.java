package dev.culvert.migration.closing;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import java.util.List;
import java.util.Optional;

/**
 * Closes and opens a table of Culvert's own in a transaction that is rolled back: whether an event trigger, or a right that the role
 * does not have, would stop the real thing is known while nothing is held.
 */
public final class ClosingTrial {
    private final Session session;

    public ClosingTrial(Session session) {
        this.session = session;
    }

    /**
     * @param table of Culvert's own; locked for an instant, against its writers
     * @return what stopped it
     */
    public Optional<CulvertException> run(TableId table) {
        String name = QualifiedName.quote(table);
        Closing closing = new Closing(session);
        try {
            session.rolledBack(() -> {
                session.update("SET LOCAL lock_timeout = '2s'");
                closing.passEventTriggers(() -> {
                    closing.prepare();
                    session.update(Closing.create(table));
                    session.update("ALTER TABLE ONLY " + name + " DISABLE TRIGGER " + Closing.TRIGGER);
                    session.update("DROP TRIGGER " + Closing.TRIGGER + " ON " + name);
                });
                return true;
            });
            return Optional.empty();
        } catch (CulvertException e) {
            return Optional.of(e);
        }
    }

    /** Event triggers that may be what stopped it, by name. */
    public List<String> eventTriggers() {
        return session.list(
                """
                SELECT t.evtname::pg_catalog.text AS name FROM pg_catalog.pg_event_trigger AS t
                WHERE t.evtenabled <> 'D' AND t.evtevent NOT IN ('login', 'table_rewrite')
                  AND (t.evttags IS NULL
                    OR t.evttags OPERATOR(pg_catalog.&&)
                      ARRAY['CREATE SCHEMA', 'CREATE FUNCTION', 'CREATE TRIGGER', 'ALTER TABLE', 'DROP TRIGGER'])
                ORDER BY t.evtname""",
                row -> row.text("name"));
    }
}
