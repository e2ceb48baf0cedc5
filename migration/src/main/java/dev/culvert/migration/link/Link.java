package dev.culvert.migration.link;

import dev.culvert.migration.site.Site;
import dev.culvert.schemas.change.TableId;

/**
 * One direction of native replication.
 *
 * @param name of its publication and slot (on the publisher), of its subscription (on the subscriber) and of its heartbeat table
 *     (schema {@code culvert} of both)
 * @param publisher where changes come from
 * @param subscriber where they go
 */
public record Link(String name, Site publisher, Site subscriber) {
    /** The schema of everything that Culvert keeps in a database. */
    public static final String SCHEMA = "culvert";

    /** Source to target; {@code epoch} counts from 1, and goes up when tables get another start point. */
    public static String forwardName(String migration, int epoch) {
        return prefix(migration) + "_e" + epoch;
    }

    /** Target to source; {@code turn} counts cutovers and rollbacks from 1. */
    public static String reverseName(String migration, int turn) {
        return prefix(migration) + "_r" + turn;
    }

    /** Source to target again, after a rollback; {@code turn} counts cutovers and rollbacks from 1. */
    public static String returnName(String migration, int turn) {
        return prefix(migration) + "_t" + turn;
    }

    /** What the names of all links of a migration begin with, before {@code _e}, {@code _r} or {@code _t} and a number. */
    public static String prefix(String migration) {
        return "culvert_" + migration.replace('-', '_');
    }

    /** Where its tokens go through. */
    public TableId heartbeat() {
        return new TableId(SCHEMA, name);
    }
}
