package dev.culvert.migration.site;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.definition.PostgresDefinition;

/**
 * One server, and the database in it. Safe for several threads; each session belongs to who opened it.
 *
 * @param role which of the two; it stays the same through cutover and rollback
 * @param sessions opens sessions
 * @param definition as the YAML has it, for what another server must know to connect to this one
 */
public record Site(Role role, Sessions sessions, PostgresDefinition definition) {

    /** Which of the two servers. */
    public enum Role {
        SOURCE,
        TARGET;

        /** For people. */
        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A session for short statements. */
    public Session open(String purpose) {
        return sessions.open(purpose);
    }

    public Session open(SessionOptions options) {
        return sessions.open(options);
    }

    /** For people, such as {@code source old:5432/shop}. */
    @Override
    public String toString() {
        return role + " " + sessions.settings();
    }
}
