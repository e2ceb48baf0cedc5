package dev.culvert.cli.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GuideBlockTest {
    private static GuideBlock block(String... lines) {
        return new GuideBlock("culvert version", List.of(lines));
    }

    @Test
    void numbersAndTimesMayDiffer() {
        GuideBlock block = block("lag  0.2 s behind, 840 bytes", "at 2026-11-21 16:04:45.83+00 up to 0/2E117B8");
        assertThat(block.shows(List.of("lag  12 ms behind, 1.2 kB", "at 2027-01-02T03:04:05Z up to 1A/0")))
                .isTrue();
    }

    @Test
    void wordsMayNot() {
        assertThat(block("READY", "lag 2 s").shows(List.of("FAILED", "lag 2 s")))
                .isFalse();
        assertThat(block("READY").shows(List.of("READY", "more"))).isFalse();
        assertThat(block("READY", "more").shows(List.of("READY"))).isFalse();
    }

    @Test
    void whatIsElidedIsAnythingAndTheRestIsNot() {
        GuideBlock block = block("first", "...", "last");
        assertThat(block.shows(List.of("first", "last"))).isTrue();
        assertThat(block.shows(List.of("first", "a", "b", "last"))).isTrue();
        assertThat(block.shows(List.of("first", "a", "b"))).isFalse();
        assertThat(block.shows(List.of("a", "last"))).isFalse();
    }

    @Test
    void isWrittenAnewWithTheSameElision() {
        assertThat(block("first", "...", "last")
                        .with(List.of("one", "two", "three", "four"))
                        .output())
                .containsExactly("one", "...", "four");
        assertThat(block("old").with(List.of("one", "two")).text()).isEqualTo("```\n$ culvert version\none\ntwo\n```");
    }
}
