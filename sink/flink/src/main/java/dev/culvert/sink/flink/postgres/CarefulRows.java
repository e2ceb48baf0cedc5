package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.letter.LetterBox;
import dev.culvert.sink.flink.letter.Refusal;
import dev.culvert.sink.flink.record.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Applies batches so that a row which its table refuses goes aside, and the others are applied. A batch goes whole, behind a savepoint; if that
 * fails for a row, its parts do, and the rows of small parts that fail go one by one. What a constraint has refused is tried again when
 * the batches of all tables are in: a foreign key's row may be among them. For one thread at a time.
 */
final class CarefulRows {
    /** Parts of a part that fails; and how many rows are no worth a part. */
    private static final int PARTS = 16;

    private static final int SMALL = 2_000;

    private final Session session;
    private final PostgresTarget target;
    private final LetterBox letters;
    private final OpenRows open;

    CarefulRows(Session session, PostgresTarget target, LetterBox letters) {
        this.session = session;
        this.target = target;
        this.letters = letters;
        this.open = new OpenRows(session, target.name());
    }

    /** Applies the batches of all tables. */
    void flush(Map<TableWriter, TableBatch> batches) {
        List<Refused> refused = new ArrayList<>();
        batches.forEach((writer, batch) -> {
            if (writer.prepare(batch)) {
                write(writer, whole(writer, inOrder(batch)), refused);
            }
        });
        settle(refused);
        open.write();
    }

    /** Those that are refused are tried again as long as that takes some of them. */
    private void settle(List<Refused> refused) {
        List<Refused> last = refused;
        while (!last.isEmpty()) {
            List<Refused> again = new ArrayList<>();
            List<Refused> tried = aside(last);
            byWriter(tried).forEach((writer, rows) -> write(writer, rows, again));
            if (again.size() == tried.size()) {
                again.forEach(each -> letter(each.writer(), each.outcome().change(), each.why()));
                return;
            }
            last = again;
        }
    }

    /** All rows of a table are gone, or marked. */
    void emptied(TableWriter writer) {
        open.close(writer.source());
    }

    /** Without those that keep a value which a letter has: they go aside as well. */
    private List<TableBatch.Outcome> whole(TableWriter writer, List<TableBatch.Outcome> rows) {
        TableId source = writer.source();
        Set<TableBatch.Outcome> lacking = open.lacking(source, rows);
        if (lacking.isEmpty()) {
            return rows;
        }
        lacking.forEach(row -> letter(writer, row.change(), Refusal.older(source)));
        return rows.stream().filter(row -> !lacking.contains(row)).toList();
    }

    /** A row that goes may have the value that another one needs. */
    private static List<TableBatch.Outcome> inOrder(TableBatch batch) {
        return Stream.concat(
                        batch.rows().stream().filter(TableBatch.Outcome::isGone),
                        batch.rows().stream().filter(row -> !row.isGone()))
                .toList();
    }

    /** @return those that may be taken later */
    private List<Refused> aside(List<Refused> refused) {
        List<Refused> later = new ArrayList<>();
        for (Refused each : refused) {
            if (RowErrors.isConstraint(each.state())) {
                later.add(each);
            } else {
                letter(each.writer(), each.outcome().change(), each.why());
            }
        }
        return later;
    }

    private void letter(TableWriter writer, Change change, Refusal why) {
        open.add(writer.source(), change);
        letters.row(writer.source(), target.target(writer.source()), change, why);
    }

    private static Map<TableWriter, List<TableBatch.Outcome>> byWriter(List<Refused> refused) {
        Map<TableWriter, List<TableBatch.Outcome>> rows = new LinkedHashMap<>();
        refused.forEach(each ->
                rows.computeIfAbsent(each.writer(), writer -> new ArrayList<>()).add(each.outcome()));
        return rows;
    }

    private void write(TableWriter writer, List<TableBatch.Outcome> rows, List<Refused> refused) {
        if (guarded(() -> writer.write(rows)).isEmpty()) {
            return;
        }
        if (rows.size() <= SMALL) {
            new RowByRow(session, writer).write(rows, refused::add);
            return;
        }
        int size = Math.max(SMALL, (rows.size() + PARTS - 1) / PARTS);
        for (int i = 0; i < rows.size(); i += size) {
            write(writer, rows.subList(i, Math.min(rows.size(), i + size)), refused);
        }
    }

    /**
     * A change of key that keeps values. Neither half is applied if the new row is refused.
     *
     * @return whether the old row was there; empty if it is refused
     */
    Optional<Boolean> move(TableWriter writer, Change from, Change to) {
        if (open.lacks(writer.source(), from, to)) {
            letter(writer, from, to, Refusal.older(writer.source()));
            return Optional.empty();
        }
        writer.prepareMove(from, to);
        boolean[] moved = new boolean[1];
        Optional<CulvertException> error = guarded(() -> moved[0] = writer.move(from, to));
        error.ifPresent(each -> letter(writer, from, to, Refusal.of(each)));
        return error.isPresent() ? Optional.empty() : Optional.of(moved[0]);
    }

    private void letter(TableWriter writer, Change from, Change to, Refusal why) {
        open.add(writer.source(), to);
        open.write();
        letters.move(writer.source(), target.target(writer.source()), from, to, why);
    }

    /** @return the error of a row, after which nothing of it is there */
    private Optional<CulvertException> guarded(Runnable step) {
        session.update("SAVEPOINT culvert_careful");
        try {
            step.run();
            session.update("RELEASE SAVEPOINT culvert_careful");
            return Optional.empty();
        } catch (CulvertException e) {
            if (!RowErrors.isOfRow(e)) {
                throw e;
            }
            session.update("ROLLBACK TO SAVEPOINT culvert_careful");
            session.update("RELEASE SAVEPOINT culvert_careful");
            return Optional.of(e);
        }
    }
}
