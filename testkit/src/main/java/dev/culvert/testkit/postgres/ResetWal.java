package dev.culvert.testkit.postgres;

import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.TestkitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** {@code pg_resetwal} as Debian's packages have it: it takes a data directory of its own major only. */
final class ResetWal {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private ResetWal() {}

    static int newestMajor() {
        return IntStream.rangeClosed(PostgresBinaries.OLDEST, PostgresBinaries.NEWEST)
                .filter(major -> Files.isExecutable(program(major)))
                .max()
                .orElseThrow(() -> new TestkitException("there is no pg_resetwal; run build/install-tools.sh"));
    }

    static void run(Path directory, int major, Path data) {
        List<String> words = List.of(program(major).toString(), "--pgdata=" + data);
        ServerProcess.Command.of("pg_resetwal", directory, words)
                .withUser(ServerUser.UNPRIVILEGED)
                .run(directory.resolve("resetwal.log"), LIMIT);
    }

    private static Path program(int major) {
        return Path.of("/usr/lib/postgresql/" + major + "/bin/pg_resetwal");
    }
}
