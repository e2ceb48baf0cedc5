package dev.culvert.benchmarks.system;

import dev.culvert.benchmarks.BenchmarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM allocated, by the log of its garbage collections: what the heap grew by between them, and after the last one until
 * the end. It costs a line each collection, and nothing while the code runs.
 */
final class GcLog {
    private static final String NAME = "gc.log";
    private static final Pattern COLLECTION = Pattern.compile("\\bPause\\b.* (\\d+)([KMG])->(\\d+)([KMG])\\(");
    private static final Pattern GENERATION_AT_EXIT = Pattern.compile("\\btotal\\b.*\\bused (\\d+)([KMG])");

    private GcLog() {}

    /** An argument of the JVM: Java 17 and newer; serial, parallel and G1 collectors. */
    static String argument(Path directory) {
        return "-Xlog:gc,gc+exit*:file=" + directory.resolve(NAME);
    }

    /** Of a JVM that has ended by itself; 0 where its log does not say. */
    static long allocatedBytes(Path directory) {
        Path log = directory.resolve(NAME);
        try {
            return Files.exists(log) ? allocatedBytes(Files.readString(log)) : 0;
        } catch (IOException e) {
            throw new BenchmarkException("cannot read " + log, e);
        }
    }

    static long allocatedBytes(String log) {
        long allocated = 0;
        long left = 0;
        long atExit = -1;
        for (String line : log.lines().toList()) {
            Matcher collection = COLLECTION.matcher(line);
            Matcher generation = GENERATION_AT_EXIT.matcher(line);
            if (collection.find()) {
                allocated += bytes(collection, 1) - left;
                left = bytes(collection, 3);
            } else if (generation.find()) {
                atExit = Math.max(0, atExit) + bytes(generation, 1);
            }
        }
        return atExit < 0 ? 0 : allocated + atExit - left;
    }

    private static long bytes(Matcher matcher, int group) {
        int shift = "KMG".indexOf(matcher.group(group + 1)) + 1;
        return Long.parseLong(matcher.group(group)) << (10 * shift);
    }
}
