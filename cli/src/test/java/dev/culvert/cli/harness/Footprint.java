package dev.culvert.cli.harness;

import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.registry.RegistryServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * All that a pipeline leaves on servers, so that a test can say that none of it changed.
 *
 * @param publications of its database, with their tables, columns and filters
 * @param slots of its database and of none, with plugin and positions
 * @param topics whose names begin with the pipeline's, with the end of each partition, aborted records included
 * @param subjects of those topics
 */
public record Footprint(
        List<List<String>> publications, List<List<String>> slots, Map<String, Long> topics, Set<String> subjects) {

    static Footprint of(PostgresDatabase database, String pipeline) {
        return new Footprint(
                database.query("SELECT p.oid::text, p::text, t::text FROM pg_publication p"
                        + " LEFT JOIN pg_publication_tables t USING (pubname) ORDER BY 2, 3"),
                // whoever reads a slot moves its restart_lsn, at a moment of the server's choice
                database.query(
                        "SELECT slot_name, plugin, CASE WHEN NOT active THEN restart_lsn::text END, confirmed_flush_lsn::text"
                                + " FROM pg_replication_slots WHERE database = current_database() OR database IS NULL"
                                + " ORDER BY 1"),
                topics(pipeline),
                subjects(pipeline));
    }

    private static Map<String, Long> topics(String pipeline) {
        try (Admin admin = KafkaServer.shared().admin()) {
            List<String> names = admin.listTopics().names().get().stream()
                    .filter(each -> each.startsWith(pipeline + "."))
                    .toList();
            Map<TopicPartition, OffsetSpec> wanted = new TreeMap<>(Comparator.comparing(TopicPartition::toString));
            for (TopicDescription topic :
                    admin.describeTopics(names).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(each ->
                                wanted.put(new TopicPartition(topic.name(), each.partition()), OffsetSpec.latest()));
            }
            return admin.listOffsets(wanted).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            each -> each.getKey().toString(),
                            each -> each.getValue().offset(),
                            (a, b) -> a,
                            TreeMap::new));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> subjects(String pipeline) {
        try {
            String names = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create(RegistryServer.shared().url() + "/subjects"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return Stream.of(names.split("[\\[\\]\",]+"))
                    .filter(each -> each.startsWith(pipeline + "."))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
