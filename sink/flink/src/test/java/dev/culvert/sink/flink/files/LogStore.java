package dev.culvert.sink.flink.files;

import dev.culvert.sink.flink.harness.PostgresStore;
import dev.culvert.sink.flink.harness.SinkStore;
import dev.culvert.sink.flink.iceberg.PostgresText;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.data.Record;
import org.awaitility.Awaitility;

/**
 * A sink of the type {@code files}, into a folder. A table's rows are what becomes of its log when that is gone through from the beginning, put as
 * text into a table that the source's server makes of the source's types.
 */
public final class LogStore implements SinkStore {
    private static final String COLUMNS = "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
            + " WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
    private static final String KEY =
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
                    + " WHERE i.indrelid = to_regclass(?) AND i.indisprimary ORDER BY 1";

    /** What rows from before a column have in it. */
    private static final String MISSING =
            "SELECT attname, (attmissingval::text::text[])[1] FROM pg_attribute WHERE attrelid = ?::regclass AND atthasmissing";

    private final PostgresDatabase source;
    private final Path directory;

    public LogStore(PostgresDatabase source) {
        this.source = source;
        try {
            this.directory = Files.createTempDirectory("culvert-log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        source.execute("CREATE SCHEMA back");
    }

    Path directory() {
        return directory;
    }

    /** Waits for a file that is under way, and puts a pipe in its place: whoever brings it to the disk waits for somebody who reads that. */
    public void holdFileUnderWay(Duration limit) {
        Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(limit).until(this::holds);
    }

    private boolean holds() throws IOException, InterruptedException {
        try (Stream<Path> paths = Files.walk(directory.resolve("_culvert"))) {
            Optional<Path> file =
                    paths.filter(path -> path.toString().endsWith(".part")).findFirst();
            if (file.isEmpty()) {
                return false;
            }
            Files.move(file.get(), directory.resolve("moved"));
            return new ProcessBuilder("mkfifo", file.get().toString()).start().waitFor() == 0;
        } catch (UncheckedIOException | NoSuchFileException e) {
            return false; // a folder was taken away meanwhile
        }
    }

    LogFiles files() {
        return new LogFiles(directory);
    }

    @Override
    public String definition() {
        return "type: files\nfiles: {directory: \"" + directory + "\", rollSize: 1MB}";
    }

    /** The folder of a table of the schema public. */
    static String folder(String table) {
        return "public." + table.replace(" ", "%20");
    }

    @Override
    public List<Map<String, String>> rows(String table) {
        String quoted = PostgresDatabase.quote(table);
        Map<String, String> columns = new LinkedHashMap<>();
        source.query(COLUMNS, "public." + quoted).forEach(row -> columns.put(row.get(0), row.get(1)));
        List<String> key = source.query(KEY, "public." + quoted).stream()
                .map(row -> row.get(0))
                .toList();
        String names = columns.keySet().stream().map(PostgresDatabase::quote).collect(Collectors.joining(", "));
        source.execute(
                "DROP TABLE IF EXISTS back." + quoted,
                "CREATE TABLE back." + quoted + " AS SELECT " + names + " FROM public." + quoted + " WITH NO DATA");
        Map<String, String> missing = new LinkedHashMap<>();
        source.query(MISSING, "public." + quoted).forEach(row -> missing.put(row.get(0), row.get(1)));
        List<String> rows = replay(folder(table), columns, missing, key).values().stream()
                .map(row -> columns.keySet().stream()
                        .map(column -> PostgresText.literal(row.get(column)))
                        .collect(Collectors.joining(", ", "(", ")")))
                .toList();
        for (int i = 0; i < rows.size(); i += 500) {
            source.execute("INSERT INTO back." + quoted + " VALUES "
                    + String.join(", ", rows.subList(i, Math.min(rows.size(), i + 500))));
        }
        return PostgresStore.rows(source, "back", table);
    }

    /** What becomes of a table: by the values of its key, the text of each column. */
    private Map<List<String>, Map<String, String>> replay(
            String folder, Map<String, String> columns, Map<String, String> missing, List<String> key) {
        Map<List<String>, Map<String, String>> rows = new LinkedHashMap<>();
        Map<Long, Map<String, String>> moving = new LinkedHashMap<>();
        String topic = "";
        for (Record record : files().rows(folder)) {
            if (!topic.equals(record.getField("_topic"))) { // it goes on in another one, from its beginning
                topic = (String) record.getField("_topic");
                rows.clear();
            }
            Map<String, String> row = new LinkedHashMap<>();
            columns.forEach((column, type) -> {
                if (record.struct().field(column) != null) {
                    row.put(column, PostgresText.value(record, column, type));
                } else if (missing.containsKey(
                        column)) { // a file from before the column does not tell what its rows have
                    row.put(column, missing.get(column));
                }
            });
            List<String> of = key.stream().map(row::get).toList();
            long change = (Long) record.getField("_txn_seq") * 1_000_000_000 + (Long) record.getField("_ordinal");
            moving.keySet().removeIf(other -> other != change);
            switch ((String) record.getField("_op")) {
                case "t" -> rows.clear();
                case "d" -> {
                    Map<String, String> gone = rows.remove(of);
                    if (gone != null) {
                        moving.put(change, gone);
                    }
                }
                default -> {
                    List<?> unchanged = record.getField("_unchanged") instanceof List<?> list ? list : List.of();
                    Map<String, String> kept = moving.getOrDefault(change, rows.getOrDefault(of, Map.of()));
                    unchanged.forEach(column -> row.put((String) column, kept.get(column)));
                    rows.put(of, row);
                }
            }
        }
        return rows;
    }

    @Override
    public void close() {
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> all = new ArrayList<>(paths.toList());
            all.sort(Comparator.reverseOrder());
            all.forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
