package dev.culvert.runtime.pipeline;

import dev.culvert.runtime.pipeline.SqlScript.Section;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that a table can be, a part in each of the files beside this class. */
final class FullSchema {
    /** YAML of {@code source.tables}. */
    static final String RULES =
            """
                - table: "public.*"
                - table: '"Ünï.cødé ""x""\".*'
            """;

    private static final Map<String, List<CapturedTable>> PARTS = Map.ofEntries(
            entry("partitions", CapturedTable.of("measure", "taken", "station"), CapturedTable.of("hashed", "id")),
            entry("types", CapturedTable.of("typed", "id")),
            entry("generated", CapturedTable.of("generated", "id")),
            entry(
                    "names",
                    new CapturedTable(
                            "Ünï.cødé \"x\"",
                            "Größe 😀",
                            "_xdc_n_xef__x2e_c_xf8_d_xe9__x20__x22_x_x22_.Gr_xf6__xdf_e_x20__x1f600_",
                            List.of("😀", "a.b"))),
            entry(
                    "identity",
                    CapturedTable.of("by_key", "a", "B"),
                    CapturedTable.of("by_index", "b", "c"),
                    CapturedTable.of("full_keyed", "id")),
            entry("without-key", CapturedTable.of("full_bare")),
            entry("toast", CapturedTable.of("toasted", "id")),
            entry(
                    "truncate",
                    CapturedTable.of("parent", "id"),
                    CapturedTable.of("child", "id"),
                    CapturedTable.of("counted", "id"),
                    CapturedTable.of("alone", "id")),
            entry("savepoints", CapturedTable.of("nested_work", "id")),
            entry(
                    "traffic",
                    CapturedTable.of("interleaved", "id"),
                    CapturedTable.of("copied", "id"),
                    CapturedTable.of("large", "id")));

    private final List<SqlScript> scripts;
    private final List<CapturedTable> tables;

    private FullSchema(Set<String> parts) {
        List<String> sorted = parts.stream().sorted().toList();
        this.scripts =
                sorted.stream().map(part -> SqlScript.read(part + ".sql")).toList();
        this.tables = sorted.stream().flatMap(part -> PARTS.get(part).stream()).toList();
    }

    private static Map.Entry<String, List<CapturedTable>> entry(String part, CapturedTable... tables) {
        return Map.entry(part, List.of(tables));
    }

    static FullSchema all() {
        return new FullSchema(PARTS.keySet());
    }

    /** Without the table whose records have no key. */
    static FullSchema keyed() {
        Set<String> parts = new HashSet<>(PARTS.keySet());
        parts.remove("without-key");
        return new FullSchema(parts);
    }

    List<CapturedTable> tables() {
        return tables;
    }

    void run(Section section, PostgresDatabase database) {
        scripts.forEach(script -> script.run(section, database));
    }

    Map<CapturedTable, Long> rowCounts(PostgresDatabase database) {
        Map<CapturedTable, Long> counts = new LinkedHashMap<>();
        tables.forEach(table -> counts.put(table, database.number("SELECT count(*) FROM " + table.qualified())));
        return counts;
    }

    /** One transaction with an update of every row of every table, which changes nothing. */
    void touch(PostgresDatabase database) {
        database.execute(tables.stream()
                .map(table -> {
                    String column = PostgresDatabase.quote(
                            table.key().isEmpty() ? "a" : table.key().get(0));
                    return "UPDATE %s SET %s = %s".formatted(table.qualified(), column, column);
                })
                .collect(Collectors.joining("; ", "BEGIN; ", "; COMMIT")));
    }
}
