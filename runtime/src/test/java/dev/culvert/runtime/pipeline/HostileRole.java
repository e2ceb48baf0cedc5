package dev.culvert.runtime.pipeline;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.List;

/**
 * A role without a superuser's rights that owns a database, and that with its settings would spoil every value and end every
 * session, if they reached one. Close it after the database.
 */
final class HostileRole implements AutoCloseable {
    /** How values are read and written. Only locales that every system has: the pin of lc_monetary is not seen here. */
    private static final List<String> VALUES = List.of(
            "datestyle = 'German, DMY'",
            "intervalstyle = 'iso_8601'",
            "bytea_output = 'escape'",
            "extra_float_digits = -15",
            "timezone = 'Asia/Kathmandu'",
            "lc_monetary = 'POSIX'",
            "search_path = 'nowhere', 'pg_temp'",
            "xmlbinary = 'hex'",
            "quote_all_identifiers = on");

    /** What would stop statements or change what they mean; also for those of the test, so for the role alone. */
    private static final List<String> STATEMENTS = List.of(
            "standard_conforming_strings = off",
            "row_security = off",
            "statement_timeout = '1ms'",
            "lock_timeout = '1ms'",
            "idle_in_transaction_session_timeout = '1ms'",
            "client_encoding = 'LATIN1'",
            "default_transaction_isolation = 'serializable'",
            "default_transaction_read_only = on",
            "default_transaction_deferrable = on",
            "synchronous_commit = off");

    private final PostgresServer server;
    private final String name;

    private HostileRole(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    static HostileRole on(PostgresServer server) {
        HostileRole role = new HostileRole(server, "hostile_" + Long.toString(System.nanoTime(), 36));
        server.maintenance().execute("CREATE ROLE " + role.name + " LOGIN REPLICATION");
        return role;
    }

    /** The database as this role, which owns it from now on. */
    PostgresDatabase own(PostgresDatabase database) {
        server.maintenance().execute("ALTER DATABASE " + PostgresDatabase.quote(database.name()) + " OWNER TO " + name);
        return database.as(name);
    }

    /** From now on its sessions, and in part all sessions of the database, have the settings. */
    void turnHostile(PostgresDatabase database) {
        for (String setting : VALUES) {
            server.maintenance()
                    .execute(
                            "ALTER DATABASE " + PostgresDatabase.quote(database.name()) + " SET " + setting,
                            "ALTER ROLE " + name + " SET " + setting);
        }
        STATEMENTS.forEach(setting -> server.maintenance().execute("ALTER ROLE " + name + " SET " + setting));
    }

    @Override
    public void close() {
        server.maintenance().execute("DROP ROLE " + name);
    }
}
