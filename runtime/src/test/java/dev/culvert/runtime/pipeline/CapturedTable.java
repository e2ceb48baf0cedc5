package dev.culvert.runtime.pipeline;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.List;

/**
 * A table that must come whole.
 *
 * @param topic its part of the topic's name
 * @param key columns of the record key in the order of the identity's index; none if its records have no key
 */
record CapturedTable(String schema, String name, String topic, List<String> key) {

    static CapturedTable of(String name, String... key) {
        return new CapturedTable("public", name, "public." + name, List.of(key));
    }

    /** For SQL. */
    String qualified() {
        return PostgresDatabase.quote(schema) + "." + PostgresDatabase.quote(name);
    }
}
