package dev.culvert.benchmarks.chart;

/**
 * A stretch of an {@link Axis}.
 *
 * @param system that gives it its colour
 * @param from in values of the axis
 * @param to where the full colour ends
 * @param paleTo where the pale one ends that follows it; {@code to} where there is none
 * @param label behind it
 */
record Bar(String system, double from, double to, double paleTo, String label) {
    static Bar of(String system, double to, String label) {
        return new Bar(system, 0, to, to, label);
    }
}
