package dev.culvert.cli.wayout;

import dev.culvert.testkit.kafka.KafkaServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;

/** Somebody was at the topics, or they do not take what comes. */
final class OfTopics {
    private OfTopics() {}

    static Stream<Stop> stops() {
        return Stream.of(
                Stop.of("topic deleted", "CV-TOPIC-MISSING", shop -> delete(shop.topic()))
                        .tolerating(OfTopics::isOfWhatWasDeleted),
                Stop.of("topic made again", "CV-TOPIC-RECREATED", shop -> {
                            delete(shop.topic());
                            KafkaServer.shared().createTopic(shop.topic(), 2, Map.of());
                        })
                        .tolerating(OfTopics::isOfWhatWasDeleted),
                Stop.of(
                                "topic of the transactions deleted",
                                "CV-TOPIC-MISSING",
                                shop -> delete(shop.name() + ".transactions"))
                        .tolerating(problem -> true),
                Stop.of("offsets deleted", "CV-OFFSET-LOST", shop -> delete(shop.offsets()))
                        .tolerating(OfTopics::isOfTheNumber),
                Stop.of("offsets deleted, and the slot adopted", "CV-OFFSET-LOST", shop -> delete(shop.offsets()))
                        .follow((shop, out) -> out.command(1))
                        .tolerating(problem -> true),
                Stop.of(
                                "offsets not compacted",
                                "CV-TOPIC-DIFFERS",
                                shop -> set(shop.offsets(), "cleanup.policy", "delete"))
                        .follow((shop, out) -> out.topicSetting()),
                Stop.of(
                                "somebody's transaction open on the offsets",
                                "CV-OFFSET-UNSTABLE",
                                shop -> HangingTransaction.leaveOn(shop.offsets()))
                        .follow((shop, out) -> HangingTransaction.abort(out.text())),
                Stop.of("record too large", "CV-RECORD-TOO-LARGE", shop -> {
                            set(shop.topic(), "max.message.bytes", "2000");
                            shop.database()
                                    .execute("INSERT INTO orders SELECT 100 + i, string_agg(md5(i::text || j), '')"
                                            + " FROM generate_series(10, 11) i, generate_series(1, 500) j GROUP BY i");
                        })
                        .follow((shop, out) -> out.topicSetting()),
                Stop.of(
                                "compacted topic, and a truncate",
                                "CV-TRUNCATE-COMPACTED",
                                "TRUNCATE orders",
                                "INSERT INTO orders VALUES (3, 'x'), (4, 'y'), (9, 'z')")
                        .before(shop -> shop.replace(
                                "replicationFactor: 1", "replicationFactor: 1, config: {cleanup.policy: compact}"))
                        .follow((shop, out) -> {
                            Stops.another(
                                    shop,
                                    out,
                                    "tables[].topic",
                                    "- table: public.orders",
                                    "- {table: public.orders, topic: " + shop.topic() + "_2}");
                            out.command(0);
                        })
                        .into(shop -> shop.topic() + "_2"),
                Stop.of("topic of two tables", "CV-TOPIC-COLLISION", shop -> {
                            shop.database()
                                    .execute("CREATE TABLE other (id int PRIMARY KEY)", "INSERT INTO other VALUES (1)");
                            shop.replace(
                                    "- table: public.orders",
                                    "- table: public.orders\n    - {table: public.other, topic: " + shop.topic() + "}");
                        })
                        .follow((shop, out) -> Stops.another(
                                shop,
                                out,
                                "topic: in its entry of tables",
                                "topic: " + shop.topic() + "}",
                                "topic: " + shop.name() + ".other}"))
                        .beside(shop -> shop.name() + ".other"));
    }

    /** What a topic had of the transactions that are told of. */
    private static boolean isOfWhatWasDeleted(String problem) {
        return problem.contains(" instead of ");
    }

    /** The number of the transaction that was to come next was in the record. */
    private static boolean isOfTheNumber(String problem) {
        return problem.matches("transaction \\d+ follows \\d+");
    }

    private static void delete(String topic) {
        try (Admin admin = KafkaServer.shared().admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
            Awaitility.await().until(() -> !admin.listTopics().names().get().contains(topic));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    static void set(String topic, String setting, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = KafkaServer.shared().admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            Awaitility.await().until(() -> admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get(setting)
                    .value()
                    .equals(value));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
