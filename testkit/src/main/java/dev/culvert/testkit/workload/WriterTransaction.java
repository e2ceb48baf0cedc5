package dev.culvert.testkit.workload;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.workload.WriterRows.Key;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import org.postgresql.PGConnection;

/** The statements of one transaction, and their effects. Not safe for use by several threads. */
final class WriterTransaction {
    private static final int MOST_STEPS = 12;
    private static final int MOST_COPIED = 100;
    private static final int BIG_CHARACTERS = 6_000;
    private static final int SMALL_CHARACTERS = 120;

    private final Connection connection;
    private final int writer;
    private final Random random;
    private final List<String> tables;
    /** Numbers that grow for ever: of tags and of keys. */
    private final LongSupplier numbers;

    private final WriterRows rows;
    private final List<Effect> effects = new ArrayList<>();
    private final List<Effect> undone = new ArrayList<>();

    WriterTransaction(
            Connection connection,
            int writer,
            Random random,
            List<String> tables,
            LongSupplier numbers,
            WriterRows rows) {
        this.connection = connection;
        this.writer = writer;
        this.random = random;
        this.tables = tables;
        this.numbers = numbers;
        this.rows = rows;
    }

    List<Effect> effects() {
        return effects;
    }

    List<Effect> undone() {
        return undone;
    }

    /** Some random statements; the transaction is open afterwards. */
    void run() throws SQLException {
        int steps = 1 + random.nextInt(MOST_STEPS);
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    private void step() throws SQLException {
        int choice = random.nextInt(100);
        if (choice < 45) {
            insert();
        } else if (choice < 68) {
            update();
        } else if (choice < 80) {
            delete();
        } else if (choice < 86) {
            changeKey();
        } else if (choice < 90) {
            copy();
        } else {
            savepoint();
        }
    }

    private void insert() throws SQLException {
        Key key = newKey();
        long tag = numbers.getAsLong();
        execute(
                "INSERT INTO " + table(key) + " (writer, n, tag, payload) VALUES (?, ?, ?, ?)",
                writer,
                key.n(),
                tag,
                payload());
        rows.add(key);
        effects.add(new Effect.Write(tag));
    }

    /** Leaves the payload alone in every other case: a big one is then not sent. */
    private void update() throws SQLException {
        Optional<Key> key = rows.take(random);
        if (key.isEmpty()) {
            return;
        }
        long tag = numbers.getAsLong();
        if (random.nextBoolean()) {
            execute(
                    "UPDATE " + table(key.get()) + " SET tag = ? WHERE writer = ? AND n = ?",
                    tag,
                    writer,
                    key.get().n());
        } else {
            execute(
                    "UPDATE " + table(key.get()) + " SET tag = ?, payload = ? WHERE writer = ? AND n = ?",
                    tag,
                    payload(),
                    writer,
                    key.get().n());
        }
        rows.add(key.get());
        effects.add(new Effect.Write(tag));
    }

    private void delete() throws SQLException {
        Optional<Key> key = rows.take(random);
        if (key.isEmpty()) {
            return;
        }
        execute(
                "DELETE FROM " + table(key.get()) + " WHERE writer = ? AND n = ?",
                writer,
                key.get().n());
        effects.add(gone(key.get()));
    }

    private void changeKey() throws SQLException {
        Optional<Key> key = rows.take(random);
        if (key.isEmpty()) {
            return;
        }
        Key changed = new Key(key.get().table(), numbers.getAsLong());
        long tag = numbers.getAsLong();
        execute(
                "UPDATE " + table(changed) + " SET n = ?, tag = ? WHERE writer = ? AND n = ?",
                changed.n(),
                tag,
                writer,
                key.get().n());
        rows.add(changed);
        effects.add(gone(key.get()));
        effects.add(new Effect.Write(tag));
    }

    private void copy() throws SQLException {
        String name = tables.get(random.nextInt(tables.size()));
        StringBuilder lines = new StringBuilder();
        int count = 1 + random.nextInt(MOST_COPIED);
        for (int i = 0; i < count; i++) {
            Key key = new Key(name, numbers.getAsLong());
            long tag = numbers.getAsLong();
            lines.append(writer)
                    .append('\t')
                    .append(key.n())
                    .append('\t')
                    .append(tag)
                    .append("\tcopied\n");
            rows.add(key);
            effects.add(new Effect.Write(tag));
        }
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY public." + PostgresDatabase.quote(name) + " (writer, n, tag, payload) FROM STDIN",
                            new StringReader(lines.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** Some inserts, one in a savepoint of its own, all rolled back. */
    private void savepoint() throws SQLException {
        int before = effects.size();
        WriterRows kept = new WriterRows(rows);
        Savepoint outer = connection.setSavepoint();
        insert();
        Savepoint inner = connection.setSavepoint();
        insert();
        if (random.nextBoolean()) {
            connection.releaseSavepoint(inner);
        }
        connection.rollback(outer);
        rows.retainAll(kept);
        List<Effect> rolledBack = effects.subList(before, effects.size());
        undone.addAll(rolledBack);
        rolledBack.clear();
    }

    private Key newKey() {
        return new Key(tables.get(random.nextInt(tables.size())), numbers.getAsLong());
    }

    private Effect gone(Key key) {
        return new Effect.Delete(key.table(), writer, key.n());
    }

    private static String table(Key key) {
        return "public." + PostgresDatabase.quote(key.table());
    }

    /** Random letters do not compress: the big ones are stored out of line. */
    private String payload() {
        int length = random.nextInt(8) == 0 ? BIG_CHARACTERS : random.nextInt(SMALL_CHARACTERS);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(' ', '~'));
        }
        return text.toString();
    }

    private void execute(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            int changed = statement.executeUpdate();
            if (changed != 1) {
                throw new IllegalStateException("writer " + writer + " changed " + changed + " rows by: " + sql);
            }
        }
    }
}
