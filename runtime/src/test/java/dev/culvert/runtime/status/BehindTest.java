package dev.culvert.runtime.status;

import static dev.culvert.runtime.status.Scene.MB;
import static dev.culvert.runtime.status.Scene.ORDERS;
import static dev.culvert.runtime.status.Scene.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.status.PipelinePhase;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BehindTest {
    private final Scene scene = new Scene();

    private Optional<String> behind(long walEnd, long received, long durable, long confirmed) {
        scene.board.phase(PipelinePhase.STREAMING);
        scene.board.walEnd(at(walEnd));
        scene.board.received(at(received));
        scene.board.durable(at(durable));
        scene.board.change(ORDERS);
        scene.board.confirmed(at(confirmed));
        return scene.status().behind();
    }

    @Test
    void nothingIsBehindOfAStreamThatKeepsUp() {
        assertThat(behind(100 * MB, 100 * MB - 500, 100 * MB - 9_000, 99 * MB)).isEmpty();
    }

    @Test
    void theServerOrTheReader() {
        assertThat(behind(100 * MB, 60 * MB, 59 * MB, 58 * MB).orElseThrow())
                .startsWith("received is 40.0 MB")
                .contains("decoding");
    }

    @Test
    void kafkaOrEncoding() {
        assertThat(behind(100 * MB, 99 * MB, 50 * MB, 50 * MB).orElseThrow())
                .startsWith("durable is 50.0 MB")
                .contains("Kafka");
    }

    @Test
    void theSlotIsToldLate() {
        assertThat(behind(100 * MB, 100 * MB, 100 * MB, 20 * MB).orElseThrow())
                .startsWith("confirmed is 80.0 MB")
                .contains("restart");
    }

    @Test
    void aCopyAndAPauseSaySo() {
        scene.board.phase(PipelinePhase.SNAPSHOT);
        assertThat(scene.status().behind().orElseThrow()).startsWith("confirmed: the copy is running");
        scene.board.phase(PipelinePhase.RETRYING);
        assertThat(scene.status().behind().orElseThrow()).startsWith("received: nothing is read until");
        scene.board.phase(PipelinePhase.STOPPED);
        assertThat(scene.status().behind().orElseThrow()).contains("stopped");
    }
}
