package dev.culvert.sink.flink.files;

import static dev.culvert.sink.flink.files.LogFixture.LEFT;
import static dev.culvert.sink.flink.files.LogFixture.RIGHT;
import static dev.culvert.sink.flink.files.LogFixture.commit;
import static dev.culvert.sink.flink.files.LogFixture.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.flink.merge.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer that dies at any step of the file system: what its records say is seen, nothing twice, and the next one goes on. */
class LogCrashTest {
    private static final int MOST = 1_000;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "after the step: {0}")
    @ValueSource(booleans = {false, true})
    void whateverItDiesAtEachChangeIsThereOnce(boolean after) throws IOException {
        int step = 1;
        while (dies(step, after)) {
            step++;
            assertThat(step).isLessThan(MOST);
        }
        assertThat(step).as("steps of a start and a commit").isGreaterThan(25);
    }

    /** @return whether it died */
    private boolean dies(int step, boolean after) throws IOException {
        LogFixture log = new LogFixture(folder.resolve(step + "-" + after));
        try (LogTables first = log.open()) {
            commit(first, 0, 3);
        }
        DyingDisk disk = new DyingDisk(step, after);
        try {
            LogTables dying = log.open(disk);
            commit(dying, 0, 7);
        } catch (DyingDisk.Death e) {
            assertThat(disk.isDead()).isTrue();
        }
        String as = "died at step " + step;
        assertThat(log.seen()).as(as).doesNotHaveDuplicates().containsAll(first(3));
        Optional<CommitRecord> seen = log.folder(Disk.LOCAL).seen();
        Map<Place, Long> positions = seen.map(CommitRecord::positions).orElse(Map.of(LEFT, 3L, RIGHT, 3L));
        assertThat(log.seen()).as(as + ", what is told to be there").containsAll(first(positions.get(LEFT)));

        try (LogTables next = log.open()) {
            assertThat(log.seen()).as(as + ", finished").containsExactlyElementsOf(first(reached(next)));
            commit(next, 0, 12);
        }
        assertThat(log.seen()).as(as + ", gone on").containsExactlyElementsOf(first(12));
        try (Stream<Path> own = Files.list(log.directory.resolve(LogFolder.OWN))) {
            List<String> left = own.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("commit-"))
                    .toList();
            assertThat(left).as(as + ", left over").isEmpty();
        }
        return disk.isDead();
    }

    private static long reached(LogTables log) {
        long offset = 0;
        while (log.has(LEFT, offset)) {
            offset++;
        }
        return offset;
    }
}
