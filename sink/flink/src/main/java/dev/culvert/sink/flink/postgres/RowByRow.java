package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.copy.CopyRows;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.letter.Refusal;
import dev.culvert.sink.flink.record.Change;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Applies rows one after the other, each in a subtransaction, within the server: a block of PL/pgSQL goes through them as text, and notes which are
 * refused. Values get their types as an assignment gives them, so that none is cut. For one thread at a time.
 */
final class RowByRow {
    private static final String ROWS = "pg_temp.culvert_text";
    private static final String REFUSED = "pg_temp.culvert_refused";

    private final Session session;
    private final TableWriter writer;

    RowByRow(Session session, TableWriter writer) {
        this.session = session;
        this.writer = writer;
    }

    private record Found(int number, String state, String constraint, String column) {
        Refusal why(TableWriter writer) {
            if (state.equals(RowErrors.LACKING)) {
                return Refusal.lacking(writer.source());
            }
            String what = SqlStates.condition(state);
            String named = !constraint.isEmpty()
                    ? " by the constraint \"" + constraint + "\""
                    : column.isEmpty() ? "" : " in the column \"" + column + "\"";
            return new Refusal(
                    ErrorCode.PG_SQL,
                    Character.toUpperCase(what.charAt(0)) + what.substring(1) + named + " (SQLSTATE " + state + ").");
        }
    }

    /** @throws CulvertException for what is not of a row */
    void write(List<TableBatch.Outcome> rows, Consumer<Refused> out) {
        int width = Math.max(writer.rows().width(), writer.gone().width());
        session.update(
                "CREATE TEMPORARY TABLE culvert_text (n pg_catalog.int4, gone pg_catalog.bool, kept pg_catalog.text"
                        + each(width, i -> ", v" + i + " pg_catalog.text", "") + ")");
        session.update("CREATE TEMPORARY TABLE culvert_refused (n pg_catalog.int4, state pg_catalog.text,"
                + " named pg_catalog.text, col pg_catalog.text)");
        if (!bring(rows, width, out)) {
            return; // they went in parts, and the tables with them
        }
        session.update(block());
        session.list(
                        "SELECT n, state, COALESCE(named, '') AS named, COALESCE(col, '') AS col FROM " + REFUSED
                                + " ORDER BY n",
                        row -> new Found(row.integer("n"), row.text("state"), row.text("named"), row.text("col")))
                .forEach(found ->
                        out.accept(new Refused(writer, rows.get(found.number()), found.state(), found.why(writer))));
        session.update("DROP TABLE " + ROWS + ", " + REFUSED);
    }

    /** Even as text a row may be refused: the database's encoding does not have a character. @return whether all are there */
    private boolean bring(List<TableBatch.Outcome> rows, int width, Consumer<Refused> out) {
        session.update("SAVEPOINT culvert_text");
        try {
            CopyRows.write(session, "COPY " + ROWS + " FROM STDIN", copy -> {
                for (int i = 0; i < rows.size(); i++) {
                    row(copy, i, rows.get(i).change(), width);
                }
            });
            session.update("RELEASE SAVEPOINT culvert_text");
            return true;
        } catch (CulvertException e) {
            if (!RowErrors.isOfRow(e)) {
                throw e;
            }
            session.update("ROLLBACK TO SAVEPOINT culvert_text");
            session.update("RELEASE SAVEPOINT culvert_text");
            session.update("DROP TABLE " + ROWS + ", " + REFUSED);
            if (rows.size() == 1) {
                out.accept(new Refused(writer, rows.get(0), SqlStates.of(e), Refusal.of(e)));
            } else {
                write(rows.subList(0, rows.size() / 2), out);
                write(rows.subList(rows.size() / 2, rows.size()), out);
            }
            return false;
        }
    }

    private void row(CopyRows copy, int number, Change change, int width) {
        copy.value(Integer.toString(number));
        copy.value(change.isGone() ? "t" : "f");
        copy.value(change.unchanged().isEmpty() ? null : writer.rows().flags(change));
        int written;
        if (change.isGone()) {
            written = writer.gone().values(copy, change, writer.rows());
        } else {
            writer.rows().values(copy, change);
            written = writer.rows().width();
        }
        for (int i = written; i < width; i++) {
            copy.value(null);
        }
        copy.endRow();
    }

    private String block() {
        return """
                DO $culvert$
                #variable_conflict use_column
                DECLARE
                  culvert_text record;
                  %s
                  culvert_state pg_catalog.text; culvert_named pg_catalog.text; culvert_column pg_catalog.text;
                BEGIN
                  FOR culvert_text IN SELECT * FROM %s ORDER BY n LOOP
                    BEGIN
                      %s
                    EXCEPTION WHEN OTHERS THEN
                      GET STACKED DIAGNOSTICS culvert_state = RETURNED_SQLSTATE, culvert_named = CONSTRAINT_NAME,
                        culvert_column = COLUMN_NAME;
                      IF NOT %s THEN
                        RAISE;
                      END IF;
                      INSERT INTO %s VALUES (culvert_text.n, culvert_state, NULLIF(culvert_named, ''),
                        NULLIF(culvert_column, ''));
                    END;
                  END LOOP;
                END
                $culvert$"""
                .formatted(declared(), ROWS, applied(), RowErrors.isOfRowInSql(), REFUSED);
    }

    private String declared() {
        return (writer.rows().width() > 0 ? "culvert_row " + writer.rows().name() + "%ROWTYPE; " : "")
                + (writer.gone().width() > 0 ? "culvert_key " + writer.gone().name() + "%ROWTYPE;" : "");
    }

    private String applied() {
        String gone = writer.gone().width() == 0
                ? "NULL;"
                : assigned("culvert_key", writer.gone().width())
                        + writer.gone()
                                .delete(selected(
                                        "culvert_key", "", writer.gone().width())) + ";";
        String there = writer.rows().width() == 0 ? "NULL;" : there();
        return "IF culvert_text.gone THEN " + gone + " ELSE " + there + " END IF;";
    }

    private String there() {
        String row = selected(
                "culvert_row", "culvert_text.kept AS kept, ", writer.rows().width());
        String assigned = assigned("culvert_row", writer.rows().width());
        if (writer.rows().isKeyOnly()) {
            return assigned + writer.rows().upsert("true", row) + ";";
        }
        return assigned
                + "IF culvert_text.kept IS NULL THEN " + writer.rows().upsert("true", row) + "; ELSE "
                + writer.rows().update(row)
                + "; IF NOT FOUND AND pg_catalog.substr(culvert_text.kept, 1, 1) = '"
                + RowStage.letter(Change.Absent.REFUSE) + "' THEN RAISE EXCEPTION USING ERRCODE = '"
                + RowErrors.LACKING + "'; END IF; END IF;";
    }

    private static String assigned(String variable, int width) {
        return each(width, i -> variable + ".c" + i + " := culvert_text.v" + i + "; ", "");
    }

    private static String selected(String variable, String more, int width) {
        return "(SELECT " + more + each(width, i -> variable + ".c" + i + " AS c" + i, ", ") + ")";
    }

    private static String each(int width, IntFunction<String> form, String between) {
        return IntStream.range(0, width).mapToObj(form).collect(Collectors.joining(between));
    }
}
