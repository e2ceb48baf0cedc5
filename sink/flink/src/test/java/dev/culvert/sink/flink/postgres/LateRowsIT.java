package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.sink.flink.harness.PipelineWithSink;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Rows of a copy that come when a change has brought a column already: the partitions of a topic are read one beside the other, and a transaction waits
 * for those that it is in.
 */
class LateRowsIT {
    private static final TableId TABLE = new TableId("public", "t");
    private static final Columns.Column ID = column("id", "int4", null);
    private static final Columns OLD = new Columns(List.of(ID));
    private static final Columns NEW = new Columns(List.of(ID, column("amount", "numeric(12,3)", "100926.125")));

    private static Columns.Column column(String name, String type, String missing) {
        return new Columns.Column(name, Optional.of("pg_catalog." + type), Optional.ofNullable(missing));
    }

    private static Change row(Columns columns, long transaction, String... values) {
        Change.Kind kind = transaction == 0 ? Change.Kind.UPSERT : Change.Kind.CREATE;
        return new Change(
                new Change.Place(kind, transaction, 0, 0),
                Change.Origin.NONE,
                Optional.of(new Change.Key(List.of("id"), List.of(values[0]))),
                columns,
                values,
                new BitSet());
    }

    @Test
    void theyHaveWhatOlderRowsHave() {
        try (PostgresDatabase database = PostgresServer.shared(18).createDatabase("late_rows");
                Session session = target(database).open()) {
            write(session, row(OLD, 0, "1"), row(NEW, 7, "2", "5.000"), row(OLD, 0, "3"));
            assertThat(rows(database)).containsExactly("1|100926.125", "2|5.000", "3|100926.125");

            database.execute("DROP TABLE public.t");
            write(session, row(NEW, 7, "2", null), row(OLD, 0, "3"), row(OLD, 0, "2"));
            assertThat(rows(database)).containsExactly("2|null", "3|100926.125");
        }
    }

    private static void write(Session session, Change... changes) {
        TableWriter writer =
                new TableWriter(session, TABLE, TableArrival.of(TABLE, Optional.empty()), false, changes.length);
        for (Change change : changes) {
            TableBatch batch = new TableBatch();
            batch.add(change, 1);
            writer.flush(batch);
        }
    }

    private static List<String> rows(PostgresDatabase database) {
        return database.query("SELECT id || '|' || COALESCE(amount::text, 'null') FROM public.t ORDER BY id").stream()
                .map(row -> row.get(0))
                .toList();
    }

    private static PostgresTarget target(PostgresDatabase database) {
        PipelineDefinition definition =
                PipelineWithSink.of("{name: dwh, type: postgres, postgres: {url: \"%s\"}}".formatted(database.url()));
        return new PostgresTarget(definition, definition.sinks().get(0));
    }
}
