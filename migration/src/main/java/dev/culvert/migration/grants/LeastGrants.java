package dev.culvert.migration.grants;

import dev.culvert.migration.schema.TargetPreparation;
import dev.culvert.postgres.connection.Session;

/** Makes the scripts. Reads only. */
public final class LeastGrants {
    private static final int SUBSCRIBES = 16;
    private static final int SETS_PARAMETERS = 15;
    private static final String OWNS =
            "a table is published, locked, closed and read with the rights of its owner, and made as that of its owner";

    private final Session source;
    private final Session target;
    private final boolean wayBack;
    private final SourceObjects objects;

    /** @param wayBack whether changes go back after a cutover */
    public LeastGrants(Session source, Session target, boolean wayBack) {
        this.source = source;
        this.target = target;
        this.wayBack = wayBack;
        this.objects = new SourceObjects(source);
    }

    /** For the role of the source's session. */
    public GrantScript ofSource() {
        Grants grants = new Grants(source);
        grants.attribute("REPLICATION", grants.role().replication(), "the slot, and whoever reads it");
        if (objects.forcesRowSecurity()) {
            grants.attribute("BYPASSRLS", grants.role().bypassRls(), "no row is hidden from the copy");
        }
        grants.inheritance();
        grants.database("a schema and a publication of Culvert's own");
        sessions(grants);
        owners(grants, false);
        objects.closedSchemas().forEach(schema -> grants.schema(schema, "what is in the schema is read"));
        if (objects.hasLargeObjects()) {
            grants.catalogTable("pg_largeobject", "whether a large object has changed since it was copied");
        }
        if (objects.hasEventTriggers() && source.version().isAtLeast(SETS_PARAMETERS)) {
            grants.setting("session_replication_role", "event triggers let Culvert close and open tables");
        }
        if (wayBack) {
            subscribe(grants, source);
        }
        return grants.script();
    }

    /** For the role of the target's session. */
    public GrantScript ofTarget() {
        Grants grants = new Grants(target);
        TargetPreparation.statements(source, target)
                .forEach(statement -> grants.prepare(statement + ";", "what only a superuser makes"));
        if (wayBack) {
            grants.attribute("REPLICATION", grants.role().replication(), "the way back has a slot here");
        }
        if (objects.forcesRowSecurity()) {
            grants.attribute("BYPASSRLS", grants.role().bypassRls(), "rows are copied past row level security");
        }
        grants.inheritance();
        grants.database("a schema of Culvert's own, and the application's schemas");
        sessions(grants);
        owners(grants, true);
        if (target.version().isAtLeast(SETS_PARAMETERS)) {
            grants.setting("session_replication_role", "the copy passes triggers and what keeps others out");
        }
        subscribe(grants, target);
        return grants.script();
    }

    private static void sessions(Grants grants) {
        grants.predefined("pg_read_all_stats", "who is in the way of a slot, a lock or a cutover");
        grants.predefined("pg_read_all_settings", "settings that only superusers see else");
        grants.predefined("pg_signal_backend", "sessions of clients that keep a cutover from its locks are ended");
    }

    /** On the target no membership in a superuser: what one owns is named by {@link SuperuserObjects}. */
    private void owners(Grants grants, boolean target) {
        for (SourceObjects.Owner owner : objects.owners()) {
            if (!owner.superuser()) {
                // a subscription's worker acts as the owner of the table that it writes to, and who makes a table gives
                // it away
                grants.membership(owner.name(), target || wayBack, OWNS);
            } else if (!target) {
                grants.membership(
                        owner.name(),
                        wayBack,
                        owner.name() + " is a superuser, and so may be whoever acts as it: give what it owns to another"
                                + " role, and this is not needed");
            }
        }
    }

    private void subscribe(Grants grants, Session session) {
        if (!session.version().isAtLeast(SUBSCRIBES)) {
            grants.attribute("SUPERUSER", false, "up to PostgreSQL 15 only a superuser makes subscriptions");
            return;
        }
        grants.predefined("pg_create_subscription", "the subscription");
        if (wayBack && !source.version().isAtLeast(SUBSCRIBES)) {
            // without it a side that does not know where a change began could send it back
            grants.function("pg_replication_origin_advance(text, pg_lsn)", "where the stream of the way back begins");
        }
    }
}
