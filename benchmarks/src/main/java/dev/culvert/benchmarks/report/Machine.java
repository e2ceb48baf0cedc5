package dev.culvert.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the figures are of.
 *
 * @param memoryBytes of the machine
 * @param loadBefore running tasks, averaged over the minute before the run: other work on the machine
 */
public record Machine(String processor, int cores, long memoryBytes, String system, double loadBefore) {

    public static Machine here() {
        return new Machine(
                field("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                1024 * digits(field("/proc/meminfo", "MemTotal")),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Double.parseDouble(first("/proc/loadavg")));
    }

    private static String field(String file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }

    private static String first(String file) {
        return lines(file).stream().findFirst().map(line -> line.split(" ")[0]).orElse("NaN");
    }

    private static long digits(String text) {
        String digits = text.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException notLinux) {
            return List.of();
        }
    }

    @Override
    public String toString() {
        return "%d x %s, %d GB, %s; load before %.1f"
                .formatted(cores, processor, Math.round(memoryBytes / 1e9), system, loadBefore);
    }
}
