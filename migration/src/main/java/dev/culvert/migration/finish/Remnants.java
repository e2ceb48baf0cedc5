package dev.culvert.migration.finish;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Everything on a server that a migration's links have left, found by its name. */
final class Remnants {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What stays: the record of what was done. */
    private static final Set<String> KEPT = Set.of("migration", "journal", "fence");

    private final String name;

    /** @param prefix of the names of its links; a number follows */
    Remnants(String prefix) {
        this.name = "^" + prefix + "_[ert][0-9]+$";
    }

    /** Without a word to the publisher, which may be gone. */
    void dropSubscriptions(Session session) {
        List<String> names = session.list(
                """
                SELECT s.subname::pg_catalog.text AS name FROM pg_catalog.pg_subscription AS s
                JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
                WHERE d.datname = pg_catalog.current_database() AND s.subname::pg_catalog.text OPERATOR(pg_catalog.~) ?""",
                row -> row.text("name"),
                name);
        for (String subscription : names) {
            String alter = "ALTER SUBSCRIPTION " + Identifier.quote(subscription);
            session.update(alter + " DISABLE");
            session.update(alter + " SET (slot_name = NONE)");
            session.update("DROP SUBSCRIPTION " + Identifier.quote(subscription));
        }
    }

    void dropSlotsAndPublications(Session session) {
        Slots slots = new Slots(session);
        session.list(
                        """
                        SELECT s.slot_name::pg_catalog.text AS name FROM pg_catalog.pg_replication_slots AS s
                        WHERE s.database = pg_catalog.current_database()
                          AND s.slot_name::pg_catalog.text OPERATOR(pg_catalog.~) ?""",
                        row -> row.text("name"),
                        name)
                .forEach(slot -> slots.drop(slot, PATIENCE));
        Publications publications = new Publications(session);
        session.list(
                        """
                        SELECT p.pubname::pg_catalog.text AS name FROM pg_catalog.pg_publication AS p
                        WHERE p.pubname::pg_catalog.text OPERATOR(pg_catalog.~) ?""",
                        row -> row.text("name"),
                        name)
                .forEach(publications::drop);
    }

    /** Its heartbeat tables; and what else is there but the record, if nothing of another migration is. */
    void dropTables(Session session) {
        tables(session).stream().filter(table -> table.matches(name)).forEach(table -> drop(session, table));
        List<String> left = tables(session);
        if (left.stream().noneMatch(table -> table.matches("^culvert_.*_[ert][0-9]+$"))) {
            left.stream().filter(table -> !KEPT.contains(table)).forEach(table -> drop(session, table));
        }
    }

    private static List<String> tables(Session session) {
        return session.list(
                """
                SELECT c.relname::pg_catalog.text AS name FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'culvert' AND c.relkind = 'r' ORDER BY c.relname""",
                row -> row.text("name"));
    }

    private static void drop(Session session, String table) {
        session.update("DROP TABLE IF EXISTS " + QualifiedName.quote(new TableId("culvert", table)));
    }
}
