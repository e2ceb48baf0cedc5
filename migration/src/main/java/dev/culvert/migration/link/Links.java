package dev.culvert.migration.link;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The links of a migration that are on the servers, found by their names: what is there is known from who has it, not from a
 * note about it. For one thread at a time, as its sessions are.
 */
public final class Links {
    private final Sites sites;
    private final String migration;
    private final Session source;
    private final Session target;

    /**
     * @param source an ordinary session with the source
     * @param target an ordinary session with the target
     */
    public Links(Sites sites, String migration, Session source, Session target) {
        this.sites = sites;
        this.migration = migration;
        this.source = source;
        this.target = target;
    }

    /** Those from source to target, oldest first. */
    public List<FoundLink> forward() {
        return find("_e", sites.source(), source, sites.target(), target);
    }

    /** Those from target to source, oldest first. */
    public List<FoundLink> reverse() {
        return find("_r", sites.target(), target, sites.source(), source);
    }

    /** Those from source to target that rollbacks have made, oldest first. */
    public List<FoundLink> returning() {
        return find("_t", sites.source(), source, sites.target(), target);
    }

    /** The number of the newest forward link of which anything is left; 0 if there is none. */
    public int lastEpoch() {
        return last(forward());
    }

    /** The number of the newest link of which anything is left; 0 if there is none. */
    public static int last(List<FoundLink> links) {
        return links.isEmpty() ? 0 : links.get(links.size() - 1).number();
    }

    private List<FoundLink> find(
            String kind, Site publisher, Session publishing, Site subscriber, Session subscribing) {
        Numbers publications =
                numbers(kind, publishing, "SELECT p.pubname AS name FROM pg_catalog.pg_publication AS p");
        Numbers slots = numbers(
                kind,
                publishing,
                """
                SELECT s.slot_name AS name FROM pg_catalog.pg_replication_slots AS s
                WHERE s.database = pg_catalog.current_database()""");
        Numbers subscriptions = numbers(
                kind,
                subscribing,
                """
                SELECT s.subname AS name FROM pg_catalog.pg_subscription AS s
                JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid WHERE d.datname = pg_catalog.current_database()""");
        String tables =
                """
                SELECT c.relname AS name FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = 'culvert' AND c.relkind = 'r'""";
        Numbers heartbeats = numbers(kind, publishing, tables);
        heartbeats.names().putAll(numbers(kind, subscribing, tables).names());
        TreeMap<Integer, String> all = new TreeMap<>(publications.names());
        all.putAll(slots.names());
        all.putAll(subscriptions.names());
        all.putAll(heartbeats.names());
        return all.entrySet().stream()
                .map(entry -> new FoundLink(
                        new Link(entry.getValue(), publisher, subscriber),
                        entry.getKey(),
                        publications.has(entry.getKey()),
                        slots.has(entry.getKey()),
                        subscriptions.has(entry.getKey())))
                .toList();
    }

    /** Names by their numbers. */
    private record Numbers(TreeMap<Integer, String> names) {
        boolean has(int number) {
            return names.containsKey(number);
        }
    }

    private Numbers numbers(String kind, Session session, String sql) {
        // nothing but digits after it: of a migration "a", the links of a migration "a-e1" are none
        Pattern pattern = Pattern.compile(Pattern.quote(Link.prefix(migration) + kind) + "([1-9][0-9]{0,8})");
        TreeMap<Integer, String> names = new TreeMap<>();
        for (Optional<String> name : session.list(sql, row -> row.optionalText("name"))) {
            Matcher matcher = pattern.matcher(name.orElse(""));
            if (matcher.matches()) {
                names.put(Integer.parseInt(matcher.group(1)), matcher.group());
            }
        }
        return new Numbers(names);
    }
}
