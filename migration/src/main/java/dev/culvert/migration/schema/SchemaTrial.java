package dev.culvert.migration.schema;

import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.PostgresAddress;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tries whether the target takes the source's schema: in a scratch database of its server, in a transaction that is rolled back
 * (roles are made in it too), and the database is dropped afterwards. A role that may make no database tries it in the target itself
 * while that is empty, which is rolled back as well. There are no rows, so what only rows break is not found.
 */
public final class SchemaTrial {
    /** What is checked. */
    public static final String TITLE = "schema on the target";

    /** How long the server may take to make or drop a database. */
    private static final String PATIENCE = "60s";

    private final Sites sites;
    private final String migration;
    private final String database;
    private final String patience;

    public SchemaTrial(Sites sites, String migration) {
        this(sites, migration, PATIENCE);
    }

    SchemaTrial(Sites sites, String migration, String patience) {
        this.sites = sites;
        this.patience = patience;
        this.migration = migration;
        this.database = "culvert_trial_" + migration.replace('-', '_');
    }

    /**
     * One finding per object that the target does not take, those left out that need such a one; a single passed one if it takes
     * all; a single {@link Severity#UNKNOWN} one if it could not be tried. One more says that the database could not be dropped.
     */
    public List<Finding> run() {
        try (Session source = sites.source().open("trial");
                Session target = sites.target().open(TargetSessions.options("trial"))) {
            DumpTools tools = DumpTools.find(source.version(), target.version());
            SchemaDump dump = SchemaDump.of(tools, sites.source().sessions().settings(), Optional.empty());
            Optional<String> busy = Lease.holder(target, migration);
            if (busy.isPresent()) {
                return unknown(
                        TITLE,
                        "Another command works on the migration (" + busy.get() + ").",
                        "Wait for it, if it shall be tried.");
            }
            if (makesDatabases(target)) {
                return inScratch(source, target, dump);
            }
            return isEmpty(target)
                    ? target.rolledBack(() -> attempt(source, target, dump))
                    : unknown(
                            TITLE,
                            "The role may make no database to try it in, and the target has tables already.",
                            "ALTER ROLE ... CREATEDB, if it shall be tried.");
        } catch (CulvertException e) {
            if (e.code() == ErrorCode.DUMP_TOOL_MISSING) {
                // known well enough: the start would end there
                return List.of(new Finding(e.code(), Severity.ERROR, e.object(), e.fact(), e.remedy()));
            }
            return unknown(TITLE, e.object() + ": " + e.fact(), e.remedy());
        }
    }

    private static List<Finding> unknown(String object, String fact, String remedy) {
        return List.of(new Finding(ErrorCode.CHECK_UNKNOWN, Severity.UNKNOWN, object, fact, remedy));
    }

    private static boolean makesDatabases(Session target) {
        return target.one(
                "SELECT r.rolsuper OR r.rolcreatedb AS may FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user",
                row -> row.bool("may"));
    }

    private static boolean isEmpty(Session target) {
        return target.one(
                """
                SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                  WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'culvert') AND c.relkind IN ('r', 'p', 'm')
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e WHERE e.objid = c.oid AND e.deptype = 'e')) AS empty""",
                row -> row.bool("empty"));
    }

    private List<Finding> inScratch(Session source, Session target, SchemaDump dump) {
        String name = Identifier.quote(database);
        target.list("SELECT pg_catalog.set_config('statement_timeout', '" + patience + "', false)", row -> true);
        Optional<Finding> former = drop(target, name);
        if (former.isPresent()) {
            return List.of(former.get());
        }
        target.update(target.one(
                """
                SELECT pg_catalog.format(' ENCODING %L LC_COLLATE %L LC_CTYPE %L TEMPLATE template0',
                  pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype) AS options
                FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()""",
                row -> "CREATE DATABASE " + name + row.text("options")));
        List<Finding> findings = new ArrayList<>();
        try (Session scratch = new Sessions(scratchSettings()).open(TargetSessions.options("trial"))) {
            findings.addAll(scratch.rolledBack(() -> attempt(source, scratch, dump)));
        } finally {
            drop(target, name).ifPresent(findings::add);
        }
        return List.copyOf(findings);
    }

    /**
     * From 15 on the server waits for every session of all its databases, and one that copies from a client which sends nothing does
     * not answer: without a limit that would be for ever.
     *
     * @return that it is there still, and who is waited for
     */
    private Optional<Finding> drop(Session target, String name) {
        try {
            target.update("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            return Optional.empty();
        } catch (CulvertException e) {
            if (!SqlStates.of(e).equals(SqlStates.QUERY_CANCELED)) {
                throw e;
            }
            return Optional.of(new Finding(
                    ErrorCode.CHECK_UNKNOWN,
                    Severity.UNKNOWN,
                    "database " + name,
                    "The server did not drop it within " + patience + silent(target)
                            + ". It is what the schema is tried in, and the next trial drops it.",
                    "End who is waited for (SELECT pg_terminate_backend(...)), and repeat the command."));
        }
    }

    private static String silent(Session target) {
        List<String> sessions = target.list(
                """
                SELECT pid || coalesce(' of ' || pg_catalog.quote_ident(usename), '')
                       || coalesce(' in ' || pg_catalog.quote_ident(datname), '') AS who
                FROM pg_catalog.pg_stat_activity
                WHERE state = 'active' AND wait_event = 'ClientRead' ORDER BY pid LIMIT 5""",
                row -> row.text("who"));
        return sessions.isEmpty()
                ? ""
                : ": sessions in COPY wait for what their clients send, process " + String.join(", process ", sessions);
    }

    private ConnectionSettings scratchSettings() {
        ConnectionSettings settings = sites.target().sessions().settings();
        PostgresAddress address = settings.address();
        return new ConnectionSettings(
                new PostgresAddress(address.user(), address.hosts(), database),
                settings.password(),
                settings.tls(),
                settings.owner(),
                settings.connectTimeout());
    }

    private static List<Finding> attempt(Session source, Session scratch, SchemaDump dump) {
        new Roles(source, scratch, new ArrayList<>()).copy();
        EntryRunner runner = new EntryRunner(scratch, EntryRunner.tablespaces(scratch));
        Set<Integer> failed = new HashSet<>();
        List<Finding> findings = new ArrayList<>();
        List<SchemaEntry> all = new ArrayList<>(dump.before());
        all.addAll(dump.after());
        for (SchemaEntry entry : all) {
            if (entry.dependencies().stream().anyMatch(failed::contains)) {
                failed.add(entry.dumpId());
            } else {
                attempt(scratch, runner, entry).ifPresent(finding -> {
                    failed.add(entry.dumpId());
                    findings.add(finding);
                });
            }
        }
        if (findings.isEmpty()) {
            findings.add(new Finding(
                    ErrorCode.SCHEMA_RESTORE, Severity.PASSED, TITLE, all.size() + " objects can be made there.", ""));
        }
        return List.copyOf(findings);
    }

    private static Optional<Finding> attempt(Session scratch, EntryRunner runner, SchemaEntry entry) {
        scratch.update("SAVEPOINT culvert_entry");
        try {
            runner.runOrLeave(entry);
            scratch.update("RELEASE SAVEPOINT culvert_entry");
            return Optional.empty();
        } catch (CulvertException e) {
            if (e.code() != ErrorCode.SCHEMA_RESTORE) {
                throw e;
            }
            scratch.update("ROLLBACK TO SAVEPOINT culvert_entry");
            return Optional.of(new Finding(e.code(), Severity.ERROR, e.object(), e.fact(), e.remedy()));
        }
    }
}
