package dev.culvert.sink.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.definition.KafkaDefinition.TopicDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.kafka.KafkaServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class TopicsIT {
    private final String name = "t" + UUID.randomUUID().toString().replace("-", "");
    private final TopicDefinition definition =
            new TopicDefinition(4, Optional.of(1), Map.of("cleanup.policy", "compact", "retention.ms", "1000"));

    @Test
    void createsWhatIsMissingAndFindsItAsWanted() {
        List<WantedTopic> wanted = List.of(
                WantedTopic.rows(name + ".rows", definition),
                WantedTopic.transactions(name + ".transactions", definition),
                WantedTopic.offsets(name + ".offsets", definition));
        List<String> names = wanted.stream().map(WantedTopic::name).toList();
        try (Admin admin = KafkaServer.shared().admin()) {
            Topics topics = new Topics(admin);
            assertThat(topics.clusterId()).isNotEmpty();
            assertThat(topics.describe(names)).isEmpty();
            assertThatThrownBy(() -> topics.require(names)).isInstanceOfSatisfying(CulvertException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.TOPIC_MISSING);
                assertThat(e.getMessage()).contains(names);
            });
            assertThat(topics.tryCreate(wanted)).isEmpty();
            assertThat(topics.describe(names)).isEmpty();
            topics.create(wanted);
            topics.create(wanted);
            Map<String, ExistingTopic> found = topics.describe(names);
            assertThat(found).hasSize(3);
            for (WantedTopic each : wanted) {
                assertThat(Topics.differences(each, found.get(each.name()))).isEmpty();
            }
            TopicRef rows = topics.require(names).get(name + ".rows");
            assertThat(rows.partitions()).isEqualTo(4);
            assertThat(rows.compacted()).isTrue();
            assertThat(rows.id()).hasSize(22);
            assertThat(topics.require(names).get(name + ".transactions").compacted())
                    .isFalse();
            assertThat(topics.require(names).get(name + ".transactions").partitions())
                    .isEqualTo(1);
            assertThat(topics.require(names).get(name + ".offsets").compacted()).isTrue();
            assertThat(found.get(name + ".rows").config()).containsEntry("max.message.bytes", "16777216");
        }
    }

    @Test
    void aTopicThatWasMadeAnewHasAnotherId() throws Exception {
        WantedTopic wanted = WantedTopic.rows(name + ".rows", definition);
        try (Admin admin = KafkaServer.shared().admin()) {
            Topics topics = new Topics(admin);
            topics.create(List.of(wanted));
            String id =
                    topics.require(List.of(wanted.name())).get(wanted.name()).id();
            admin.deleteTopics(List.of(wanted.name())).all().get();
            topics.create(List.of(wanted));
            assertThat(topics.require(List.of(wanted.name())).get(wanted.name()).id())
                    .isNotEqualTo(id);
        }
    }

    @Test
    void aNameThatBrokersCallACollisionIsRefusedByThem() {
        try (Admin admin = KafkaServer.shared().admin()) {
            Topics topics = new Topics(admin);
            topics.create(List.of(WantedTopic.rows(name + ".a", definition)));
            assertThatThrownBy(() -> topics.create(List.of(WantedTopic.rows(name + "_a", definition))))
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEF_VALUE));
        }
    }
}
