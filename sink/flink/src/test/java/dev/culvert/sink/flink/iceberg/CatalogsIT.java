package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.sink.flink.harness.Background;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.iceberg.RestCatalogServer;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Catalogs that are servers: they are killed under the sink and waited for; one that is away when it starts is told. */
class CatalogsIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int FIRST = 40;

    @Test
    void aDatabase() {
        try (PostgresServer server = PostgresServer.start(18)) {
            PostgresDatabase source = source();
            LakeStore store = LakeStore.in(server.createDatabase("catalog"), source, "");
            try (SinkScene scene = scene(source, store)) {
                outlives(scene, server::kill, server::start);
            }
        }
    }

    @Test
    void aRestCatalog() {
        PostgresDatabase tables = PostgresServer.shared(18).createDatabase("rest_catalog");
        Path warehouse = LakeStore.folder();
        try (RestCatalogServer catalog = RestCatalogServer.start(tables, warehouse)) {
            PostgresDatabase source = source();
            LakeStore store = LakeStore.behind(catalog, tables, warehouse, source);
            try (SinkScene scene = scene(source, store)) {
                outlives(scene, catalog::kill, catalog::start);
            }
        }
    }

    private static PostgresDatabase source() {
        PostgresDatabase source = PostgresServer.shared(18).createDatabase("catalog_source");
        source.execute(
                "CREATE TABLE public.docs (id text PRIMARY KEY, n int, body text)",
                "ALTER TABLE public.docs ALTER body SET STORAGE EXTERNAL",
                "INSERT INTO public.docs SELECT 'k' || g, g, repeat('x' || g, 2000) FROM generate_series(1, " + FIRST
                        + ") g");
        return source;
    }

    private static SinkScene scene(PostgresDatabase source, LakeStore store) {
        return new SinkScene(source, store, KafkaServer.shared(), SinkScene.avro(), "");
    }

    private static void outlives(SinkScene scene, Runnable kill, Runnable start) {
        scene.catchUp();
        scene.assertEqual(List.of("docs"));
        try (Background pipeline = scene.startPipeline();
                Background sink = scene.startSink()) {
            change(scene, 1);
            awaitRow(scene, sink, 1);
            kill.run();
            change(scene, 2);
            Awaitility.await().during(Duration.ofSeconds(3)).atMost(LIMIT).until(() -> !sink.hasEnded());
            start.run();
            change(scene, 3);
            awaitRow(scene, sink, 3);
            sink.stop();
            pipeline.stop();
        }
        scene.catchUp();
        scene.assertEqual(List.of("docs"));
        kill.run();
        assertThatThrownBy(scene::sinkUntilNow).hasMessageContaining("CV-SINK-CATALOG");
        start.run();
        scene.source().execute("DELETE FROM public.docs WHERE n < 10");
        scene.catchUp();
        scene.assertEqual(List.of("docs"));
    }

    /** Rows that come, change, move with a value that no record has, and go. */
    private static void change(SinkScene scene, int round) {
        scene.source()
                .execute(
                        "INSERT INTO public.docs VALUES ('new" + round + "', " + (FIRST + round) + ", 'body')",
                        "UPDATE public.docs SET id = id || 'm' WHERE n % 7 = " + round,
                        "UPDATE public.docs SET n = n + 1000 WHERE n BETWEEN 20 AND 22",
                        "DELETE FROM public.docs WHERE n = " + (10 + round));
    }

    private static void awaitRow(SinkScene scene, Background sink, int round) {
        Awaitility.await().atMost(LIMIT).until(() -> sink.hasEnded() || has(scene, "new" + round));
        if (sink.hasEnded()) {
            throw new AssertionError(sink.awaitEnd());
        }
    }

    private static boolean has(SinkScene scene, String id) {
        return scene.store().rows("docs").stream().map(row -> row.get("id")).anyMatch(each -> each.startsWith(id));
    }
}
