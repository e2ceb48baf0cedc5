package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A pg_dump and the pg_restore beside it.
 *
 * @param directory where both are
 * @param major their major version
 */
public record DumpTools(Path directory, int major) {
    /** The environment variable with the one directory to look in. */
    public static final String DIRECTORY_VARIABLE = "CULVERT_PG_BIN";

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    /**
     * Those that fit best: of the target's major version, else the next newer ones, else the newest that can read the source.
     *
     * @throws CulvertException {@link ErrorCode#DUMP_TOOL_MISSING}
     */
    public static DumpTools find(ServerVersion source, ServerVersion target) {
        return choose(installed(directories(System.getenv(), DEBIAN)), source, target);
    }

    static DumpTools choose(List<DumpTools> installed, ServerVersion source, ServerVersion target) {
        return installed.stream()
                .filter(tools -> tools.major >= source.major())
                .min(Comparator.comparingInt(tools -> distance(tools.major, target.major())))
                .orElseThrow(() -> missing(installed, source, target));
    }

    /** Newer ones in order, then older ones backwards. */
    private static int distance(int major, int target) {
        return major >= target ? major - target : 1000 + target - major;
    }

    private static CulvertException missing(List<DumpTools> installed, ServerVersion source, ServerVersion target) {
        String fact = installed.isEmpty()
                ? "They are neither in PATH nor in " + DEBIAN + "/*/bin."
                : "Installed are " + installed.stream().map(DumpTools::toString).collect(Collectors.joining(", "))
                        + ", and the source is PostgreSQL " + source.major() + ".";
        return new CulvertException(
                ErrorCode.DUMP_TOOL_MISSING,
                "pg_dump and pg_restore",
                fact,
                Changed.NOTHING,
                "apt-get install postgresql-client-" + target.major() + ", or name their directory in "
                        + DIRECTORY_VARIABLE + ".");
    }

    /** Every directory that may have them, once each. */
    static Set<Path> directories(Map<String, String> environment, Path versions) {
        String only = environment.getOrDefault(DIRECTORY_VARIABLE, "");
        if (!only.isEmpty()) {
            return Set.of(Path.of(only));
        }
        Set<Path> all = new LinkedHashSet<>();
        for (String each : environment.getOrDefault("PATH", "").split(":")) {
            if (!each.isEmpty()) {
                all.add(Path.of(each));
            }
        }
        if (Files.isDirectory(versions)) {
            try (DirectoryStream<Path> majors = Files.newDirectoryStream(versions)) {
                majors.forEach(major -> all.add(major.resolve("bin")));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + versions, e);
            }
        }
        return all;
    }

    /** Those of the directories that have both programs; each program is asked for its version. */
    static List<DumpTools> installed(Set<Path> directories) {
        List<DumpTools> all = new ArrayList<>();
        for (Path directory : directories) {
            if (Files.isExecutable(directory.resolve("pg_dump"))
                    && Files.isExecutable(directory.resolve("pg_restore"))) {
                ToolRun.majorOf(directory.resolve("pg_dump"))
                        .ifPresent(major -> all.add(new DumpTools(directory, major)));
            }
        }
        return all;
    }

    String dump() {
        return directory.resolve("pg_dump").toString();
    }

    String restore() {
        return directory.resolve("pg_restore").toString();
    }

    /** For people. */
    @Override
    public String toString() {
        return "pg_dump " + major + " in " + directory;
    }
}
