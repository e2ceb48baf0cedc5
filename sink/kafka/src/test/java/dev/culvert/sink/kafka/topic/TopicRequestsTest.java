package dev.culvert.sink.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicRequestsTest {
    /** What a controller makes of one request at most. */
    private static final int RECORDS = 10_000;

    @Test
    void tenThousandTopicsComeInPartsThatAControllerTakes() {
        List<WantedTopic> topics =
                IntStream.range(0, 10_000).mapToObj(i -> topic("t" + i, 6)).toList();

        List<List<WantedTopic>> requests = Topics.requests(topics);

        assertThat(requests).allSatisfy(request -> assertThat(records(request)).isBetween(1, RECORDS));
        assertThat(requests.stream().flatMap(List::stream)).containsExactlyElementsOf(topics);
    }

    @Test
    void aTopicThatIsTooMuchByItselfIsAskedForAllTheSame() {
        assertThat(Topics.requests(List.of(topic("a", 1), topic("b", 20_000), topic("c", 1))))
                .containsExactly(List.of(topic("a", 1)), List.of(topic("b", 20_000)), List.of(topic("c", 1)));
    }

    @Test
    void aFewAreOneRequest() {
        assertThat(Topics.requests(List.of(topic("a", 6), topic("b", 6)))).hasSize(1);
        assertThat(Topics.requests(List.of())).isEmpty();
    }

    private static WantedTopic topic(String name, int partitions) {
        return new WantedTopic(
                name,
                partitions,
                Optional.empty(),
                Map.of("max.message.bytes", "1", "cleanup.policy", "delete"),
                false);
    }

    private static int records(List<WantedTopic> topics) {
        return topics.stream()
                .mapToInt(topic -> 1 + topic.partitions() + topic.config().size())
                .sum();
    }
}
