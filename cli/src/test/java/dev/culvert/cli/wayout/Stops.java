package dev.culvert.cli.wayout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Invocation;
import dev.culvert.cli.harness.Shop;
import java.util.List;
import java.util.stream.Stream;

/** The stops whose way out is followed, and how. */
final class Stops {
    private static final List<String> OFTEN =
            List.of("slot of another plugin", "somebody else's table put in", "key retyped", "offsets not compacted");

    private Stops() {}

    static Stream<Stop> all() {
        return Stream.of(OfSlots.stops(), OfTables.stops(), OfTopics.stops(), OfServers.stops())
                .flatMap(stops -> stops);
    }

    /** In every run: those of which each does something else that a text says. */
    static Stream<Stop> often() {
        return all().filter(stop -> OFTEN.contains(stop.what()));
    }

    /** Another text in the definition, which must be named by the error; then what the error says. */
    static void another(Shop shop, WayOut out, String key, String from, String to) {
        assertThat(out.text()).contains(key);
        shop.replace(from, to);
    }

    /** What the error says by a word of its, and no statement could be given for. */
    static void another(Shop shop, WayOut out, String key, Runnable deed) {
        assertThat(out.text()).contains(key);
        deed.run();
    }

    /** That a run stops by another name, whose way out is the next to be followed. */
    static WayOut thenStops(Shop shop, Invocation run, String code) {
        WayOut next = WayOut.of(shop, run);
        assertThat(next.code()).isEqualTo(code);
        return next;
    }
}
