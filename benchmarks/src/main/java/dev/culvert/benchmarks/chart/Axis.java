package dev.culvert.benchmarks.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Values along a line, from its beginning, 0, to its end, 1. */
interface Axis {
    int MOST_TICKS = 7;

    /** Of a value on the line; what is beyond an end is at it. */
    double position(double value);

    /** Round values, in their order. */
    List<Double> ticks();

    /** From 0 to a round value that is not below {@code most}. */
    static Axis linear(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(most)) - 1);
        double unit = DoubleStream.of(1, 2, 5, 10, 20, 50)
                .map(times -> times * power)
                .filter(step -> most / step <= MOST_TICKS)
                .findFirst()
                .orElseThrow();
        int count = (int) Math.ceil(most / unit);
        return new Axis() {
            @Override
            public double position(double value) {
                return bounded(value / (count * unit));
            }

            @Override
            public List<Double> ticks() {
                List<Double> ticks = new ArrayList<>();
                for (int i = 0; i <= count; i++) {
                    ticks.add(i * unit);
                }
                return ticks;
            }
        };
    }

    /** Powers of ten that are not above {@code least} and not below {@code most}. */
    static Axis logarithmic(double least, double most) {
        double from = Math.floor(Math.log10(least));
        double to = Math.max(from + 1, Math.ceil(Math.log10(most)));
        return new Axis() {
            @Override
            public double position(double value) {
                return bounded((Math.log10(value) - from) / (to - from));
            }

            @Override
            public List<Double> ticks() {
                List<Double> ticks = new ArrayList<>();
                for (double power = from; power <= to; power++) {
                    ticks.add(Math.pow(10, power));
                }
                return ticks;
            }
        };
    }

    private static double bounded(double position) {
        return Math.min(1, Math.max(0, position));
    }

    /** With as many digits as it needs. */
    static String label(double tick) {
        return tick >= 10 || tick == Math.rint(tick)
                ? String.format(Locale.ROOT, "%,.0f", tick)
                : String.format(Locale.ROOT, "%.2f", tick).replaceAll("0+$", "");
    }
}
