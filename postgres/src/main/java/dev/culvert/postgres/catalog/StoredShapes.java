package dev.culvert.postgres.catalog;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.ColumnType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads {@link StoredShape}s. Takes no lock, so that it waits for nobody's DDL. */
public final class StoredShapes {

    /** By {@code pg_inherits} and not {@code pg_partition_tree}, which would wait for who alters a partition. */
    private static final String LEAVES =
            """
            WITH RECURSIVE tree AS (
                SELECT r.oid AS root, r.oid AS relid FROM pg_catalog.unnest(?::pg_catalog.text[]::pg_catalog.oid[]) AS r (oid)
                UNION ALL
                SELECT t.root, i.inhrelid FROM tree AS t JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.relid
                JOIN pg_catalog.pg_class AS p ON p.oid = i.inhrelid AND p.relispartition)
            """;

    private static final String FILES = LEAVES
            + """
            SELECT t.root::pg_catalog.int8 AS root, c.oid::pg_catalog.text || ' ' || c.relfilenode::pg_catalog.text AS file
            FROM tree AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.relid AND c.relkind = 'r' ORDER BY c.oid""";

    private static final String MISSING = LEAVES
            + """
            SELECT t.root::pg_catalog.int8 AS root, t.relid::pg_catalog.int8 AS leaf, a.attname, a.attmissingval::pg_catalog.text AS missing
            FROM tree AS t JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.relid
            WHERE a.attnum > 0 AND a.atthasmissing AND NOT a.attisdropped ORDER BY t.relid""";

    /**
     * VACUUM FULL alters the row of a column whose missing value it fills in, and no default; another type makes the default anew. So
     * of a column with a default, that is what tells.
     */
    private static final String ATTRIBUTES =
            """
            SELECT a.attrelid::pg_catalog.int8 AS root, a.attnum::pg_catalog.int4 AS attnum,
                   COALESCE(- d.oid::pg_catalog.int8, a.xmin::pg_catalog.text::pg_catalog.int8) AS altered
            FROM pg_catalog.pg_attribute AS a
            LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = ANY (?::pg_catalog.text[]::pg_catalog.oid[]) AND a.attnum > 0""";

    /** What a type is made of, down to its enums: base of a domain, element, subtype of a range, attributes. */
    private static final String LABELS =
            """
            WITH RECURSIVE part AS (
                SELECT r.oid AS root, r.oid AS type FROM pg_catalog.unnest(?::pg_catalog.text[]::pg_catalog.oid[]) AS r (oid)
                UNION
                SELECT p.root, i.type FROM part AS p CROSS JOIN LATERAL (
                    SELECT t.typbasetype FROM pg_catalog.pg_type AS t WHERE t.oid = p.type
                    UNION ALL
                    SELECT t.typelem FROM pg_catalog.pg_type AS t WHERE t.oid = p.type
                    UNION ALL
                    -- rngmultitypid is there from 14 on
                    SELECT CASE g.rngtypid WHEN p.type THEN g.rngsubtype ELSE g.rngtypid END FROM pg_catalog.pg_range AS g
                    WHERE p.type IN (g.rngtypid, (pg_catalog.to_jsonb(g) ->> 'rngmultitypid')::pg_catalog.oid)
                    UNION ALL
                    SELECT a.atttypid FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.typrelid
                    WHERE t.oid = p.type AND a.attnum > 0 AND NOT a.attisdropped
                ) AS i (type) WHERE i.type <> 0)
            SELECT p.root::pg_catalog.int8 AS type, e.oid::pg_catalog.text || ' ' || e.enumlabel AS label
            FROM part AS p JOIN pg_catalog.pg_enum AS e ON e.enumtypid = p.type ORDER BY e.oid""";

    /** Below it are the types of the server itself, none of which has an enum in it. */
    private static final long FIRST_NORMAL_OID = 16384;

    private final Session session;

    /** @param session an ordinary session; several looks agree in one transaction of REPEATABLE READ */
    public StoredShapes(Session session) {
        this.session = session;
    }

    /** By oid; a table that is not there has no files and no columns. */
    public Map<Long, StoredShape> read(Collection<Long> oids) {
        List<String> texts = oids.stream().map(String::valueOf).toList();
        record Text(long root, String name, String text) {}
        record Attribute(long root, int number, long altered) {}
        Map<Long, List<String>> files = new HashMap<>();
        session.list(FILES, row -> new Text(row.number("root"), "", row.text("file")), texts)
                .forEach(file -> files.computeIfAbsent(file.root, any -> new ArrayList<>())
                        .add(file.text));
        record Missing(long root, long leaf, String column, String text) {}
        Map<Long, Map<String, Map<Long, String>>> missing = new HashMap<>();
        session.list(
                        MISSING,
                        row -> new Missing(
                                row.number("root"), row.number("leaf"), row.text("attname"), row.text("missing")),
                        texts)
                .forEach(value -> missing.computeIfAbsent(value.root, any -> new HashMap<>())
                        .computeIfAbsent(value.column, any -> new TreeMap<>())
                        .put(value.leaf, element(value.text)));
        Map<Long, Map<Integer, Long>> altered = new HashMap<>();
        session.list(
                        ATTRIBUTES,
                        row -> new Attribute(row.number("root"), row.integer("attnum"), row.number("altered")),
                        texts)
                .forEach(attribute -> altered.computeIfAbsent(attribute.root, any -> new TreeMap<>())
                        .put(attribute.number, attribute.altered));
        Map<Long, StoredShape> shapes = new HashMap<>();
        for (long oid : oids) {
            Map<Integer, Long> numbers = altered.getOrDefault(oid, Map.of());
            shapes.put(
                    oid,
                    new StoredShape(
                            numbers.keySet().stream()
                                    .mapToInt(Integer::intValue)
                                    .max()
                                    .orElse(0),
                            files.getOrDefault(oid, List.of()),
                            numbers,
                            missing.getOrDefault(oid, Map.of())));
        }
        return shapes;
    }

    /** Oid and text of each label of the enums that values of these types hold, however deep, by the type's oid. */
    public Map<Long, List<String>> labels(Collection<ColumnType> types) {
        Set<String> asked = new TreeSet<>();
        types.stream()
                .map(type -> Integer.toUnsignedLong(type.oid()))
                .filter(oid -> oid >= FIRST_NORMAL_OID)
                .forEach(oid -> asked.add(String.valueOf(oid)));
        Map<Long, List<String>> labels = new HashMap<>();
        if (!asked.isEmpty()) {
            record Label(long type, String text) {}
            session.list(LABELS, row -> new Label(row.number("type"), row.text("label")), List.copyOf(asked))
                    .forEach(label -> labels.computeIfAbsent(label.type, any -> new ArrayList<>())
                            .add(label.text));
        }
        return labels;
    }

    /** The element of an array's text that has one, such as {@code {7}} or {@code {"a \"b\""}}. */
    static String element(String array) {
        String inside = array.substring(array.indexOf('{') + 1, array.length() - 1);
        if (!inside.startsWith("\"")) {
            return inside;
        }
        StringBuilder text = new StringBuilder(inside.length());
        for (int i = 1; i < inside.length() - 1; i++) {
            if (inside.charAt(i) == '\\') {
                i++;
            }
            text.append(inside.charAt(i));
        }
        return text.toString();
    }
}
