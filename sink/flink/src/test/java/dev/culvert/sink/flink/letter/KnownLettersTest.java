package dev.culvert.sink.flink.letter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.flink.record.RecordId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class KnownLettersTest {
    private long committed = 5;
    private final KnownLetters known =
            new KnownLetters(Map.of("shop.t", "now")::get, record -> record.offset() < committed);

    private static RecordId record(long offset) {
        return new RecordId("shop.t", 0, offset);
    }

    private void read(String id, long offset) {
        ConsumerRecord<byte[], byte[]> letter =
                new ConsumerRecord<>("shop.dead-letter.dwh", 0, 0, new byte[0], new byte[0]);
        letter.headers().add("culvert.topic", "shop.t".getBytes(StandardCharsets.UTF_8));
        letter.headers().add("culvert.record", (id + "/0/" + offset).getBytes(StandardCharsets.UTF_8));
        known.read(letter);
    }

    @Test
    void aLetterThatWasSentAndNotCommittedIsKnown() {
        read("now", 7);

        assertThat(known.isNew(record(7))).isFalse();
        assertThat(known.isNew(record(8))).isTrue();
        assertThat(known.isNew(record(8))).isFalse();
        assertThat(known.words(record(8))).isEqualTo("now/0/8");
    }

    /** Offsets begin anew in it: what is taken for known by mistake would be a lost row. */
    @Test
    void aLetterOfAFormerTopicOfTheNameIsAnother() {
        read("former", 7);

        assertThat(known.isNew(record(7))).isTrue();
    }

    /** Only what the store does not have comes again. A sink that is begun anew has nothing. */
    @Test
    void whatIsCommittedIsForgotten() {
        read("now", 4);
        assertThat(known.isNew(record(4))).isTrue();
        assertThat(known.isNew(record(9))).isTrue();

        committed = 10;
        known.committed();

        assertThat(known.isNew(record(9))).isTrue();
    }
}
