package dev.culvert.testkit.corpus;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The values of {@code types.tsv} that a major version knows. As a table they are {@code corpus (id int PRIMARY KEY, n int, c0,
 * c1, ...)}: a column for each type, a row for each value, in which all other columns are null.
 *
 * @param major the version
 * @param values every value, in the order of the file
 */
public record TypeCorpus(int major, List<Value> values) {
    /** Name of the table that {@link #create} makes, in schema public. */
    public static final String TABLE = "corpus";

    /**
     * @param type the type as SQL writes it, under a search_path with public
     * @param expression SQL of the value
     */
    public record Value(String type, String expression) {}

    public TypeCorpus {
        values = List.copyOf(values);
    }

    public static TypeCorpus of(int major) {
        return new TypeCorpus(
                major,
                lines("types.tsv", major).stream()
                        .map(fields -> new Value(fields.get(1), unescape(fields.get(2))))
                        .toList());
    }

    /** What {@link #create} must run before the types are there. */
    public static List<String> setup(int major) {
        return lines("types.sql", major).stream().map(fields -> fields.get(1)).toList();
    }

    private static List<List<String>> lines(String resource, int major) {
        try (InputStream in = Objects.requireNonNull(TypeCorpus.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split("\t", -1)))
                    .filter(fields -> Integer.parseInt(fields.get(0)) <= major)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static String unescape(String expression) {
        return expression.replace('\u2424', '\n').replace('\u2409', '\t');
    }

    /** Every type once, in the order of the file. */
    public List<String> types() {
        return values.stream().map(Value::type).distinct().toList();
    }

    /** Name of the column of {@link #values}{@code .get(index)}. */
    public String column(int index) {
        return "c" + types().indexOf(values.get(index).type());
    }

    /** Makes the types and the empty table. */
    public void create(PostgresDatabase database) {
        List<String> statements = new ArrayList<>(setup(major));
        List<String> types = types();
        String columns = types.stream()
                .map(type -> "c" + types.indexOf(type) + " " + type)
                .collect(Collectors.joining(", "));
        statements.add("CREATE TABLE " + TABLE + " (id int PRIMARY KEY, n int NOT NULL DEFAULT 0, " + columns + ")");
        database.execute(statements.toArray(String[]::new));
    }

    /** Inserts every value; the id is the value's index. */
    public void insert(PostgresDatabase database) {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            statements.add("INSERT INTO %s (id, %s) VALUES (%d, %s)"
                    .formatted(TABLE, column(i), i, values.get(i).expression()));
        }
        database.execute(statements.toArray(String[]::new));
    }
}
