package dev.culvert.postgres.subscription;

import dev.culvert.postgres.connection.Row;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** The subscriptions of a database. For one thread at a time, as its session is. */
public final class Subscriptions {

    /** Columns of {@code pg_subscription} that are settings, and their names in SQL. */
    private static final Map<String, String> SETTINGS = settings();

    private final Session session;

    /** @param session an ordinary session */
    public Subscriptions(Session session) {
        this.session = session;
    }

    /** Every subscription of the database, by name. */
    public List<SubscriptionInfo> list() {
        return read("", List.of());
    }

    /** The subscription of this name, if there is one. */
    public Optional<SubscriptionInfo> find(String name) {
        return read(" AND s.subname = ?", List.of(name)).stream().findFirst();
    }

    private List<SubscriptionInfo> read(String condition, List<Object> parameters) {
        // the columns grow with the versions, and superusers may read more of them: ask which, never fail on one
        Set<String> readable = new HashSet<>(session.list(
                """
                SELECT a.attname FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = 'pg_catalog.pg_subscription'::pg_catalog.regclass AND a.attnum > 0
                  AND pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')""",
                row -> row.text("attname")));
        List<String> columns = new ArrayList<>();
        columns.add("s.subname");
        columns.add(column(readable, "subowner", "pg_catalog.pg_get_userbyid(s.subowner)", "pg_catalog.text", "owner"));
        columns.add(column(readable, "subenabled", "s.subenabled", "pg_catalog.bool", "enabled"));
        columns.add(column(readable, "subslotname", "s.subslotname", "pg_catalog.text", "slot"));
        columns.add(column(readable, "subpublications", "s.subpublications", "pg_catalog.text[]", "publications"));
        SETTINGS.keySet().forEach(name -> columns.add(column(readable, name, "s." + name, "pg_catalog.text", name)));
        String sql = "SELECT " + String.join(", ", columns)
                + " FROM pg_catalog.pg_subscription AS s"
                + " WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d"
                + " WHERE d.datname = pg_catalog.current_database())"
                + condition + " ORDER BY s.subname COLLATE \"C\"";
        Map<String, Map<String, List<String>>> tables = tables(readable.contains("oid"));
        Map<String, Worker> workers = workers();
        Map<String, Errors> errors = errors();
        return session.list(
                sql,
                row -> {
                    String name = row.text("subname");
                    Worker worker = workers.getOrDefault(name, Worker.NONE);
                    Optional<Errors> counted = Optional.ofNullable(errors.get(name));
                    return new SubscriptionInfo(
                            name,
                            row.optionalText("owner").orElse(""),
                            row.optionalBool("enabled"),
                            row.optionalText("slot"),
                            row.optionalText("publications").isPresent()
                                    ? Optional.of(row.texts("publications"))
                                    : Optional.empty(),
                            settings(row),
                            tables.getOrDefault(name, Map.of()),
                            worker.pid,
                            worker.received,
                            worker.latestEnd,
                            counted.map(Errors::apply),
                            counted.map(Errors::sync));
                },
                parameters.toArray());
    }

    private static String column(Set<String> readable, String column, String expression, String type, String alias) {
        return (readable.contains(column) ? expression : "NULL") + "::" + type + " AS " + alias;
    }

    private static Map<String, String> settings(Row row) throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            row.optionalText(setting.getKey()).ifPresent(value -> settings.put(setting.getValue(), value));
        }
        return settings;
    }

    private Map<String, Map<String, List<String>>> tables(boolean oidReadable) {
        Map<String, Map<String, List<String>>> bySubscription = new TreeMap<>();
        if (!oidReadable) {
            return bySubscription;
        }
        session.list(
                """
                SELECT s.subname, n.nspname || '.' || c.relname AS name, r.srsubstate::pg_catalog.text AS state
                FROM pg_catalog.pg_subscription_rel AS r
                JOIN pg_catalog.pg_subscription AS s ON s.oid = r.srsubid
                JOIN pg_catalog.pg_class AS c ON c.oid = r.srrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                ORDER BY 2""",
                row -> bySubscription
                        .computeIfAbsent(row.text("subname"), any -> new TreeMap<>())
                        .computeIfAbsent(row.text("state"), any -> new ArrayList<>())
                        .add(row.text("name")));
        return bySubscription;
    }

    private record Worker(OptionalInt pid, Optional<Lsn> received, Optional<Lsn> latestEnd) {
        static final Worker NONE = new Worker(OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    private Map<String, Worker> workers() {
        Map<String, Worker> bySubscription = new TreeMap<>();
        // workers that copy a table have a relid; the one that applies has none
        session.list(
                """
                SELECT subname, pid, received_lsn::pg_catalog.text AS received, latest_end_lsn::pg_catalog.text AS latest
                FROM pg_catalog.pg_stat_subscription WHERE relid IS NULL AND pid IS NOT NULL
                ORDER BY received_lsn NULLS FIRST""",
                row -> {
                    Worker worker = new Worker(
                            row.optionalInteger("pid"), row.optionalLsn("received"), row.optionalLsn("latest"));
                    bySubscription.put(row.text("subname"), worker);
                    return worker;
                });
        return bySubscription;
    }

    private record Errors(long apply, long sync) {}

    private Map<String, Errors> errors() {
        Map<String, Errors> bySubscription = new TreeMap<>();
        if (!session.version().isAtLeast(15)) {
            return bySubscription;
        }
        session.list(
                "SELECT subname, apply_error_count, sync_error_count FROM pg_catalog.pg_stat_subscription_stats",
                row -> {
                    OptionalLong apply = row.optionalNumber("apply_error_count");
                    OptionalLong sync = row.optionalNumber("sync_error_count");
                    if (apply.isPresent() && sync.isPresent()) {
                        bySubscription.put(row.text("subname"), new Errors(apply.getAsLong(), sync.getAsLong()));
                    }
                    return true;
                });
        return bySubscription;
    }

    /** Lets a subscription run, or stops it; its slot keeps WAL on the publisher meanwhile. It must be there. */
    public void enable(String name, boolean run) {
        session.update("ALTER SUBSCRIPTION " + Identifier.quote(name) + (run ? " ENABLE" : " DISABLE"));
    }

    /**
     * Drops a subscription, and with it its slot on the publisher, which must be within reach.
     *
     * @return whether there was one
     */
    public boolean drop(String name) {
        try {
            session.update("DROP SUBSCRIPTION " + Identifier.quote(name));
            return true;
        } catch (CulvertException e) {
            if (SqlStates.of(e).equals(SqlStates.UNDEFINED_OBJECT)) {
                return false;
            }
            throw e;
        }
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("subbinary", "binary");
        settings.put("substream", "streaming");
        settings.put("subtwophasestate", "two_phase");
        settings.put("subdisableonerr", "disable_on_error");
        settings.put("subpasswordrequired", "password_required");
        settings.put("subrunasowner", "run_as_owner");
        settings.put("subfailover", "failover");
        settings.put("subsynccommit", "synchronous_commit");
        settings.put("suborigin", "origin");
        return settings;
    }
}
