package dev.culvert.runtime.pipeline;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** What takes several sessions, COPY, or many rows, on the tables of {@code traffic.sql}. */
final class Traffic {
    private static final int VERSIONS = 10;

    private final PostgresDatabase database;

    Traffic(PostgresDatabase database) {
        this.database = database;
    }

    /**
     * @param largeChanges changes of rows in the large transaction
     * @param inBetween is run while two transactions are open
     */
    void run(int largeChanges, Runnable inBetween) throws SQLException, IOException {
        try (Connection early = database.connect();
                Connection late = database.connect();
                Connection quick = database.connect()) {
            early.setAutoCommit(false);
            late.setAutoCommit(false);
            insert(early, 1, "early");
            insert(late, 2, "late");
            insert(quick, 3, "between");
            insert(early, 4, "early");
            // waits for nobody: the rows are its own
            insert(late, 5, "late");
            execute(late, "UPDATE public.interleaved SET note = 'late' WHERE id < 0");
            inBetween.run();
            copy(quick);
            copy(early);
            large(largeChanges, quick);
            insert(early, 6, "early");
            early.commit();
            // sees the other's commit, and moves what it wrote
            execute(late, "UPDATE public.interleaved SET id = id + 100, note = 'late' WHERE note = 'early'");
            late.commit();
            insert(early, 7, "never");
            early.rollback();
        }
    }

    /** Rows that are there at once, then new versions of all of them; a small transaction begins and ends meanwhile. */
    private void large(int changes, Connection other) throws SQLException {
        int rows = changes / VERSIONS;
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            execute(
                    connection,
                    "INSERT INTO public.large SELECT g, 1, md5(g::text) FROM generate_series(1, " + rows + ") AS g");
            for (int version = 2; version <= VERSIONS; version++) {
                execute(connection, "UPDATE public.large SET n = " + version + " WHERE id > 0");
                insert(other, 1_000 + version, "beside the large one");
            }
            connection.commit();
        }
    }

    private int copied;

    private void copy(Connection connection) throws SQLException, IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            lines.append(++copied)
                    .append(i % 5 == 0 ? "\t\\N" : "\tline\\nbreak \\\\ ünï ")
                    .append("\t2026-01-01 00:00:00.5+05:45\t")
                    .append(i)
                    .append(".25\n");
        }
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY public.copied FROM STDIN", new StringReader(lines.toString()));
    }

    private static void insert(Connection connection, int id, String note) throws SQLException {
        execute(connection, "INSERT INTO public.interleaved VALUES (" + id + ", '" + note + "')");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
