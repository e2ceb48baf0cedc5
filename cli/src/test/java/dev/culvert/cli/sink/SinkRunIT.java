package dev.culvert.cli.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.CommandSchema;
import dev.culvert.cli.Invocation;
import dev.culvert.cli.Main;
import dev.culvert.cli.harness.Shop;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.JavaProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code culvert sink run}: what it brings, how it ends, and what it says of what is wrong. */
class SinkRunIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path withSink(Shop shop, PostgresDatabase target) throws IOException {
        return Files.writeString(
                directory.resolve("sinks.yaml"),
                Files.readString(shop.file())
                        + """
                        sinks:
                          - name: analytics
                            type: postgres
                            postgres: {url: "%s"}
                            schema: warehouse
                            commitInterval: 200ms
                        """
                                .formatted(target.url()));
    }

    private static Invocation sink(Path file, String... more) {
        String[] arguments = new String[7 + more.length];
        System.arraycopy(
                new String[] {"sink", "run", file.toString(), "--until", "now", "-o", "json"}, 0, arguments, 0, 7);
        System.arraycopy(more, 0, arguments, 7, more.length);
        return Invocation.of(arguments);
    }

    private static void assertRefused(Invocation invocation, int exitCode, String code, String fact) {
        assertThat(CommandSchema.validate(invocation.json())).isEmpty();
        assertThat(invocation.exitCode()).as(invocation.out()).isEqualTo(exitCode);
        assertThat(invocation.json().at("/error/code").asText()).isEqualTo(code);
        assertThat(invocation.json().at("/error/fact").asText()).contains(fact);
    }

    private void lakesThatAreNotThere(Shop shop) throws IOException {
        String closed = "127.0.0.1:1";
        Path warehouse = directory.resolve("lake");
        assertRefused(
                lake(shop, "catalog: rest, uri: \"http://" + closed + "\""),
                3,
                "CV-SINK-CATALOG",
                "Connection refused");
        assertRefused(
                lake(shop, "uri: \"jdbc:postgresql://" + closed + "/lake\", warehouse: \"" + warehouse + "\""),
                3,
                "CV-SINK-CATALOG",
                "refused");
        Path inTheWay = Files.writeString(directory.resolve("file"), "no folder");
        assertRefused(
                lake(shop, "warehouse: \"" + inTheWay.resolve("lake") + "\""),
                4,
                "CV-SINK-WAREHOUSE",
                "cannot be written");
        assertThat(warehouse).doesNotExist();
    }

    private Invocation lake(Shop shop, String iceberg) throws IOException {
        return sink(Files.writeString(
                directory.resolve("lake.yaml"),
                Files.readString(shop.file())
                        + """
                        sinks:
                          - {name: lake, type: iceberg, iceberg: {%s}}
                        """
                                .formatted(iceberg)));
    }

    @Test
    void bringsRowsAndSaysWhatIsWrong() throws IOException {
        PostgresServer server = PostgresServer.shared(18);
        try (PostgresDatabase target = server.createDatabase("warehouse");
                Shop shop = Shop.in(server.createDatabase("sinking"), directory)) {
            Path file = withSink(shop, target);
            assertRefused(sink(shop.file()), 2, "CV-USAGE", "no sinks");
            assertRefused(sink(file, "--sink", "other"), 2, "CV-USAGE", "no sink of this name");
            assertRefused(sink(file, "--detached"), 2, "CV-USAGE", "for a cluster");
            assertRefused(sink(file, "--flink-ui", "0"), 2, "CV-USAGE", "no port");
            assertRefused(sink(file, "--flink", "jobmanager:8081"), 2, "CV-USAGE", "no address of a JobManager");
            assertRefused(sink(file, "--flink", "http://127.0.0.1:1"), 3, "CV-FLINK-UNREACHABLE", "Nobody listens");
            assertRefused(sink(file), 4, "CV-SINK-NO-PIPELINE", "no position");
            shop.catchUp();
            lakesThatAreNotThere(shop);
            if (Sweep.isAll()) {
                target.execute("CREATE SCHEMA warehouse", "CREATE TABLE warehouse.orders (id int, note text)");
                assertRefused(sink(file), 4, "CV-SINK-TABLE", "no primary key");
                target.execute(
                        "DROP TABLE warehouse.orders", "CREATE TABLE warehouse.orders (id int PRIMARY KEY, note int)");
                assertRefused(sink(file), 4, "CV-SINK-TABLE", "\"note\" is of type integer");
                target.execute("DROP TABLE warehouse.orders");
            }

            Invocation first = sink(file);

            assertThat(first.exitCode()).as(first.out() + first.err()).isZero();
            assertThat(CommandSchema.validate(first.json())).isEmpty();
            assertThat(first.json().at("/result/sinks/0/transaction").isNull()).isTrue();
            assertThat(target.number("SELECT count(*) FROM warehouse.orders")).isEqualTo(20);

            shop.database().execute("INSERT INTO orders VALUES (100, 'late')");
            shop.catchUp();
            String port = Integer.toString(FreePort.find());
            try (JavaProcess run = JavaProcess.of(Main.class)
                    .sharesClasses("sink")
                    .jvmArgument("-Xmx384m")
                    .start("sink", "run", file.toString(), "--sink", "analytics", "--flink-ui", port)) {
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() -> target.number("SELECT count(*) FROM warehouse.orders") == 21);
                assertThat(page(port, "/")).contains("Apache Flink Web Dashboard");
                assertThat(page(port, "/jobs/overview"))
                        .contains("into analytics")
                        .contains("\"state\":\"RUNNING\"");
                assertRefused(sink(file, "--flink-ui", port), 3, "CV-HTTP-BIND", "another process has the port");
                run.signal("TERM");
                assertThat(run.exitCode(LIMIT)).as(run.err().text()).isEqualTo(143);
                assertThat(run.out().text())
                        .contains("analytics has everything up to ")
                        .contains("(transaction 1)");
            }
            rowsGoAside(shop, target, file);
        }
        assertRefused(sink(directory.resolve("sinks.yaml")), 3, "CV-PG-NO-DATABASE", "");
    }

    private static String page(String port, String path) throws IOException {
        try (InputStream page = new URL("http://127.0.0.1:" + port + path).openStream()) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What the warehouse refuses is in the topic that the manual names, and told of by whoever is asked later. */
    private static void rowsGoAside(Shop shop, PostgresDatabase target, Path file) throws IOException {
        target.execute("ALTER TABLE warehouse.orders ADD CHECK (note <> 'refused')");
        shop.database().execute("INSERT INTO orders VALUES (101, 'refused'), (102, 'taken')");
        shop.catchUp();
        assertRefused(sink(file), 1, "CV-PG-SQL", "orders_note_check");
        Files.writeString(file, Files.readString(file) + "    onError: dead-letter\n");

        assertThat(sink(file).exitCode()).isZero();

        assertThat(target.number("SELECT count(*) FROM warehouse.orders")).isEqualTo(22);
        Invocation status = Invocation.of("sink", "status", file.toString(), "-o", "json");
        assertThat(CommandSchema.validate(status.json())).isEmpty();
        assertThat(status.json()
                        .at("/result/sinks/0/tableDeadLetters/public.orders")
                        .asInt())
                .isEqualTo(1);
        assertThat(Invocation.of("sink", "status", file.toString()).out()).contains("dead letters: public.orders 1 (");
        String topic = shop.name() + ".dead-letter.analytics";
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> letters = new ArrayList<>();
            Awaitility.await().atMost(LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> letters.add(record.value()));
                return !letters.isEmpty();
            });
            assertThat(letters).singleElement().asString().contains("\"id\":\"101\"", "orders_note_check");
        }
    }
}
