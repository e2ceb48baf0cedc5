package dev.culvert.sink.flink.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * A table whose deleted rows stay, and that goes on in its next topic, beside a partitioned one, whose rows move between partitions. The tables of
 * the schema {@code shop} arrive in {@code public}, and what they have to be is there at the source.
 */
public final class MovedTables {
    /** The format under which a table goes on in another topic, in {@link #SECTION}. */
    public static final String FORMAT = SinkScene.avro().replace("}}", ", onIncompatibleSchema: new-topic}}");

    public static final String SECTION = "snapshot: {onShapeChange: copy}";

    private MovedTables() {}

    public static void play(SinkScene scene) {
        scene.edit(
                yaml -> yaml.replace("public.*", "shop.*")
                        .replace(
                                "    commitInterval: 200ms\n",
                                "    commitInterval: 200ms\n    schema: public\n    tables: [{table: shop.t, deletes: mark}, {table: \"shop.*\"}]\n"));
        scene.source()
                .execute(
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop.t (id int PRIMARY KEY, amount text)",
                        "CREATE TABLE public.t (id int PRIMARY KEY, amount text, _deleted_at timestamptz)",
                        "INSERT INTO shop.t SELECT g, g FROM generate_series(1, 9) g",
                        "CREATE TABLE shop.parts (id int, day date, note text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                        "CREATE TABLE public.parts (id int, day date, note text, PRIMARY KEY (id, day))",
                        "CREATE TABLE shop.parts_1 PARTITION OF shop.parts FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')",
                        "CREATE TABLE shop.parts_2 (note text, day date NOT NULL, id int NOT NULL)",
                        "ALTER TABLE shop.parts ATTACH PARTITION shop.parts_2 FOR VALUES FROM ('2020-02-01') TO ('2020-03-01')",
                        "INSERT INTO shop.parts SELECT g, DATE '2020-01-25' + g, 'note ' || g FROM generate_series(1, 14) g");
        scene.catchUp();
        scene.source()
                .execute(
                        "DELETE FROM shop.t WHERE id = 1",
                        "UPDATE shop.parts SET day = day + 10 WHERE id BETWEEN 5 AND 7",
                        "DELETE FROM shop.parts WHERE id = 8",
                        "UPDATE shop.parts SET note = 'later'");
        scene.catchUp();
        try (Background pipeline = scene.startPipeline();
                Background sink = scene.startSink()) {
            scene.source()
                    .execute(
                            "ALTER TABLE shop.t ALTER amount TYPE int USING amount::int",
                            "UPDATE shop.t SET amount = 77 WHERE id = 7",
                            "DELETE FROM shop.t WHERE id = 2",
                            "CREATE TABLE shop.parts_3 PARTITION OF shop.parts FOR VALUES FROM ('2020-03-01') TO ('2020-04-01')",
                            "UPDATE shop.parts SET day = '2020-03-05' WHERE id = 3",
                            "INSERT INTO shop.t VALUES (10, 10)");
            Awaitility.await().atMost(Stops.LIMIT).until(() -> {
                assertThat(pipeline.hasEnded() || sink.hasEnded()).isFalse();
                return amounts(scene).containsKey("10");
            });
            pipeline.stop();
            sink.stop();
        }
        scene.source()
                .execute(
                        "DELETE FROM shop.t WHERE id = 3",
                        "TRUNCATE shop.parts_1, shop.parts",
                        "INSERT INTO shop.parts VALUES (1, '2020-01-02', 'last')");
        scene.catchUp();

        assertThat(scene.topics().tables()).extracting(table -> table.topic()).contains(scene.name() + ".shop.t.v2");
        scene.source().execute("INSERT INTO public.parts SELECT * FROM shop.parts");
        scene.assertEqual(List.of("parts"));
        assertThat(amounts(scene))
                .containsOnlyKeys("1", "2", "3", "4", "5", "6", "7", "8", "9", "10")
                .containsEntry("1", "1 deleted")
                .containsEntry("3", "3 deleted")
                .containsEntry("7", "77")
                .containsEntry("10", "10");
        assertThat(amounts(scene).get("2")).endsWith("deleted");
    }

    private static Map<String, String> amounts(SinkScene scene) {
        Map<String, String> amounts = new TreeMap<>();
        for (Map<String, String> row : scene.store().rows("t")) {
            amounts.put(row.get("id"), row.get("amount") + (row.get("_deleted_at") == null ? "" : " deleted"));
        }
        return amounts;
    }
}
