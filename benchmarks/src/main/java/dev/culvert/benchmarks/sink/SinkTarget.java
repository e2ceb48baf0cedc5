package dev.culvert.benchmarks.sink;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.workload.BacklogWriter;
import dev.culvert.benchmarks.workload.Shape;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A database of a turn: the table as the source had it before the backlog. It is dropped with {@link #close}. */
record SinkTarget(PostgresDatabase database, PostgresDatabase source) implements AutoCloseable {
    /** Rows in the order of their keys, as text. */
    private static final String DIGEST =
            "SELECT count(*) || ' ' || md5(string_agg(md5(o::text), '' ORDER BY id)) FROM public.orders o";

    /** @param rows of the table, as {@link #save} wrote them */
    static SinkTarget with(PostgresDatabase database, PostgresDatabase source, Shape shape, Path rows) {
        new BacklogWriter(database, shape).createTableAlone();
        try (Connection connection = database.connect();
                InputStream in = Files.newInputStream(rows)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY public.orders FROM STDIN", in);
        } catch (SQLException | IOException e) {
            throw new BenchmarkException("the target's rows cannot be written: " + e.getMessage(), e);
        }
        database.execute("VACUUM ANALYZE public.orders", "CHECKPOINT");
        return new SinkTarget(database, source);
    }

    /** Without rows. */
    static SinkTarget empty(PostgresDatabase database, PostgresDatabase source, Shape shape) {
        new BacklogWriter(database, shape).createTableAlone();
        return new SinkTarget(database, source);
    }

    /** Puts rows into it. @param values the text of a row's values */
    <T> void copy(Iterable<T> rows, Function<T, List<String>> values) {
        copy("orders", rows, values);
    }

    /** Changes may come now. */
    void beginLog() {
        database.execute("CREATE TABLE public.log AS SELECT o.*, ''::text AS op, 0 AS part, 0::bigint AS off"
                + " FROM public.orders o WITH NO DATA");
    }

    /** Puts changes into it. @param values the text of a row's values, then the operation, the partition and the offset */
    <T> void copyLog(Iterable<T> changes, Function<T, List<String>> values) {
        copy("log", changes, values);
    }

    /** Makes the rows of all changes that came. @param system which brought them */
    void endLog(String system) {
        String doubled = database.value("SELECT count(*) - count(DISTINCT (part, off)) FROM public.log")
                .orElseThrow();
        if (!doubled.equals("0")) {
            throw new BenchmarkException(system + " brought " + doubled + " changes more than once");
        }
        database.execute(
                "CREATE TABLE public.newest AS SELECT DISTINCT ON (id) * FROM public.log ORDER BY id, off DESC",
                "DELETE FROM public.newest WHERE op = 'd'",
                "ALTER TABLE public.newest DROP COLUMN op, DROP COLUMN part, DROP COLUMN off",
                "INSERT INTO public.orders SELECT * FROM public.newest");
    }

    private <T> void copy(String table, Iterable<T> rows, Function<T, List<String>> values) {
        try (Connection connection = database.connect()) {
            CopyIn copy =
                    connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY public." + table + " FROM STDIN");
            for (T row : rows) {
                String line = values.apply(row).stream()
                        .map(value -> value == null
                                ? "\\N"
                                : value.replace("\\", "\\\\")
                                        .replace("\t", "\\t")
                                        .replace("\n", "\\n"))
                        .collect(Collectors.joining("\t", "", "\n"));
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(bytes, 0, bytes.length);
            }
            copy.endCopy();
        } catch (SQLException e) {
            throw new BenchmarkException("the rows that were read cannot be written: " + e.getMessage(), e);
        }
    }

    /** Writes the rows that the source has now into a file. */
    static void save(PostgresDatabase source, Path rows) {
        try (Connection connection = source.connect();
                OutputStream out = Files.newOutputStream(rows)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY public.orders TO STDOUT", out);
        } catch (SQLException | IOException e) {
            throw new BenchmarkException("the source's rows cannot be read: " + e.getMessage(), e);
        }
    }

    void requireEqual(String system) {
        String wanted = source.value(DIGEST).orElseThrow();
        String found = database.value(DIGEST).orElseThrow();
        if (!wanted.equals(found)) {
            throw new BenchmarkException(
                    system + " did not bring everything: " + found + " instead of " + wanted + " (rows, digest)");
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
