package dev.culvert.testkit.cutover;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.List;

/** The tables that the clients write to, in schema public. */
public final class CutoverTables {
    /** How many accounts there are, each with {@link #BALANCE}. */
    public static final int ACCOUNTS = 50;

    public static final long BALANCE = 1000;
    /** Every table that has a row for each transaction, with a column {@code tag}. */
    static final List<String> TAGGED =
            List.of("transfer", "ledger", "numbered", "identified", "later", "largest_log", "probe");

    private CutoverTables() {}

    /**
     * Makes and fills them. Tags are not unique by any constraint, and most tables have no key: a write that comes twice must be
     * seen, and not be refused.
     *
     * @param role who the clients are; made where it is not there
     */
    public static void create(PostgresDatabase database, String role) {
        String quoted = PostgresDatabase.quote(role);
        database.execute(
                "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '" + role.replace("'", "''")
                        + "') THEN CREATE ROLE " + quoted + " LOGIN; END IF; END $$",
                "CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL)",
                "INSERT INTO account SELECT i, " + BALANCE + " FROM generate_series(1, " + ACCOUNTS + ") AS i",
                "CREATE TABLE transfer (id uuid DEFAULT gen_random_uuid(), tag bigint NOT NULL,"
                        + " debtor int NOT NULL, creditor int NOT NULL, amount bigint NOT NULL)",
                "CREATE TABLE ledger (id uuid DEFAULT gen_random_uuid(), tag bigint NOT NULL,"
                        + " client text NOT NULL, n bigint NOT NULL)",
                "CREATE SEQUENCE number CACHE 50",
                "CREATE TABLE numbered (id bigint PRIMARY KEY DEFAULT nextval('number'), tag bigint NOT NULL)",
                "CREATE TABLE identified (id bigint GENERATED ALWAYS AS IDENTITY (CACHE 50) PRIMARY KEY, tag bigint NOT NULL)",
                "CREATE SEQUENCE early",
                "CREATE TABLE later (id bigint PRIMARY KEY, tag bigint NOT NULL)",
                // vacuumed all the time, and the largest
                "CREATE TABLE largest (id int PRIMARY KEY, filler text NOT NULL) WITH (autovacuum_vacuum_threshold = 1,"
                        + " autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 20)",
                "INSERT INTO largest SELECT i, repeat('x', 500) FROM generate_series(1, 2000) AS i",
                "CREATE TABLE largest_log (id uuid DEFAULT gen_random_uuid(), tag bigint NOT NULL)",
                "CREATE TABLE probe (id uuid DEFAULT gen_random_uuid(), tag bigint NOT NULL, side text NOT NULL)",
                "ALTER TABLE transfer REPLICA IDENTITY FULL",
                "ALTER TABLE ledger REPLICA IDENTITY FULL",
                "ALTER TABLE largest_log REPLICA IDENTITY FULL",
                "ALTER TABLE probe REPLICA IDENTITY FULL",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + quoted,
                "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO " + quoted);
    }
}
