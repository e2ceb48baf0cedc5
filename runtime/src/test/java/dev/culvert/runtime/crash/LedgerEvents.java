package dev.culvert.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Triggers by which each insert of a workload is an event in an outbox, and a message, of the same transaction or savepoint. What must
 * come is what the outbox has, since nobody deletes from it.
 */
final class LedgerEvents {
    private static final String OUTBOX = ".event.";

    private final PostgresDatabase database;
    private final List<String> sent = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    LedgerEvents(PostgresDatabase database, TestPipeline pipeline, List<String> tables) {
        this.database = database;
        database.execute(
                "CREATE TABLE public.outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, aggregatetype text NOT NULL,"
                        + " aggregateid text NOT NULL, type text NOT NULL, payload text NOT NULL)",
                """
                CREATE FUNCTION public.tell() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE event bigint;
                BEGIN
                  INSERT INTO public.outbox (aggregatetype, aggregateid, type, payload)
                  VALUES (TG_TABLE_NAME, NEW.writer::text, 'inserted', NEW.tag) RETURNING id INTO event;
                  PERFORM pg_logical_emit_message(true, 'ledger.' || NEW.writer, event || ' ' || NEW.tag);
                  RETURN NULL;
                END $$""");
        tables.forEach(table -> database.execute("CREATE TRIGGER tell AFTER INSERT ON public." + table
                + " FOR EACH ROW EXECUTE FUNCTION public.tell()"));
        String messages = pipeline.name() + ".said";
        pipeline.tables(
                """
                    - table: public.outbox
                      outbox: {aggregateTypes: [%s]}
                    - table: "public.*"
                  messages: [{prefix: "ledger.*", topic: %s}]
                """
                        .formatted(String.join(", ", tables), messages));
        List<String> topics = new ArrayList<>(
                tables.stream().map(table -> pipeline.name() + OUTBOX + table).toList());
        topics.add(messages);
        pipeline.events(topics, this::take);
    }

    private void take(ConsumerRecord<byte[], byte[]> event) {
        String value = new String(event.value(), StandardCharsets.UTF_8);
        if (event.topic().contains(OUTBOX)) {
            String id = new String(event.headers().lastHeader("id").value(), StandardCharsets.US_ASCII);
            sent.add(id + " " + event.topic().substring(event.topic().lastIndexOf('.') + 1) + " " + value);
        } else {
            said.add(value);
        }
    }

    /** After the topics were read. */
    void judge() {
        assertThat(sent).isNotEmpty();
        assertThat(differences(sent, outbox("concat_ws(' ', id, aggregatetype, payload)")))
                .isEmpty();
        assertThat(differences(said, outbox("id || ' ' || payload"))).isEmpty();
    }

    /** What is in the one more often than in the other, and how much more often; of many a few. */
    private static Map<String, Integer> differences(List<String> topics, List<String> table) {
        Map<String, Integer> more = new HashMap<>();
        topics.forEach(text -> more.merge(text, 1, Integer::sum));
        table.forEach(text -> more.merge(text, -1, Integer::sum));
        return more.entrySet().stream()
                .filter(entry -> entry.getValue() != 0)
                .limit(20)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private List<String> outbox(String expression) {
        return database.query("SELECT " + expression + " FROM public.outbox").stream()
                .map(row -> row.get(0))
                .toList();
    }
}
