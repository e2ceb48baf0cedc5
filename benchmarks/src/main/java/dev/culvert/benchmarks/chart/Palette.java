package dev.culvert.benchmarks.chart;

import java.util.List;
import java.util.stream.Stream;

/** Colours by system, in the order in which the legend has them; apart for those, too, who see few colours. */
enum Palette {
    RECVLOGICAL("pg_recvlogical", "#8c959f", "#d0d7de"),
    NATIVE("Culvert native", "#0550ae", "#a5c8f2"),
    DEBEZIUM_ENGINE("Culvert debezium", "#54aeff", "#cfe6fb"),
    SERVER("Debezium Server", "#bc4c00", "#f3c9a8"),
    OTHER("other", "#57606a", "#d0d7de");

    private final String name;
    private final String full;
    private final String pale;

    Palette(String name, String full, String pale) {
        this.name = name;
        this.full = full;
        this.pale = pale;
    }

    /** A system's name may go on, as with its number of workers. */
    static Palette of(String system) {
        return Stream.of(values())
                .filter(colour -> system.startsWith(colour.name))
                .findFirst()
                .orElse(OTHER);
    }

    static List<Palette> of(Stream<String> systems) {
        return systems.map(Palette::of).distinct().sorted().toList();
    }

    String label() {
        return name;
    }

    String full() {
        return full;
    }

    String pale() {
        return pale;
    }
}
