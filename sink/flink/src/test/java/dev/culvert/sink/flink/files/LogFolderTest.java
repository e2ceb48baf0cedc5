package dev.culvert.sink.flink.files;

import static dev.culvert.sink.flink.files.LogFixture.LEFT;
import static dev.culvert.sink.flink.files.LogFixture.commit;
import static dev.culvert.sink.flink.files.LogFixture.first;
import static dev.culvert.sink.flink.files.LogFixture.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs of one log, and a folder that is not as it was left. */
class LogFolderTest {
    @TempDir
    Path folder;

    private LogFixture log;

    @BeforeEach
    void begin() {
        log = new LogFixture(folder.resolve("log"));
    }

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    private static void assertStops(ErrorCode code, String fact, Action action) {
        CulvertException error = catchThrowableOfType(CulvertException.class, action::run);
        assertThat(error).as("it stops").isNotNull();
        assertThat(error.code()).as(error.getMessage()).isEqualTo(code);
        assertThat(error.getMessage()).contains(fact);
    }

    @Test
    void theElderOfTwoRunsCommitsNothingMore() {
        LogTables elder = log.open();
        commit(elder, 0, 3);
        take(elder, LEFT, 3);
        LogTables younger = log.open();
        commit(younger, 3, 5);
        assertStops(ErrorCode.SINK_IN_USE, "Another run", () -> commit(elder, 4, 6));
        assertThat(log.seen()).containsExactlyElementsOf(first(5));
    }

    @Test
    void theElderHasNotTheNumberThatTheYoungerBeganWith() {
        LogTables elder = log.open();
        commit(elder, 0, 3);
        LogTables younger = log.open();
        assertStops(ErrorCode.SINK_IN_USE, "Another run", () -> elder.commit(Map.of(LEFT, 9L), Optional.empty()));
        commit(younger, 3, 5);
        assertThat(log.seen()).containsExactlyElementsOf(first(5));
    }

    @Test
    void theElderWakesUpWhenRecordsOfItsTimeAreCleanedUp() {
        LogTables elder = log.open();
        commit(elder, 0, 3);
        LogTables younger = log.open();
        for (int i = 3; i < 20; i++) {
            commit(younger, i, i + 1);
        }
        assertStops(ErrorCode.SINK_IN_USE, "Another run", () -> commit(elder, 3, 4));
        assertThat(log.seen()).containsExactlyElementsOf(first(20));
        commit(younger, 20, 21);
        assertThat(log.seen()).containsExactlyElementsOf(first(21));
    }

    @Test
    void theYoungerTakesAwayWhatTheElderHasUnderWay() {
        LogTables elder = log.open();
        take(elder, LEFT, 0);
        log.open();
        assertStops(ErrorCode.SINK_IN_USE, "Another run", () -> take(elder, LogFixture.RIGHT, 0));
        assertThat(log.seen()).isEmpty();
    }

    @Test
    void filesWithoutRecordsStop() throws IOException {
        commit(log.open(), 0, 3);
        delete(log.directory.resolve(LogFolder.OWN));
        assertStops(ErrorCode.SINK_DIRECTORY, "no commit record: what the sink has reached is lost", log::open);
        assertThat(log.seen()).containsExactlyElementsOf(first(3));
    }

    @Test
    void filesThatAreNewerThanTheNewestRecordStop() throws IOException {
        LogTables run = log.open();
        commit(run, 0, 3);
        commit(run, 3, 6);
        Files.delete(newest());
        assertStops(ErrorCode.SINK_DIRECTORY, "what the sink has reached is lost", log::open);
        assertThat(log.seen()).containsExactlyElementsOf(first(6));
    }

    @Test
    void soDoThoseOfAnEarlierDay() throws IOException {
        LogTables run = log.open();
        commit(run, 0, 1); // of the next day
        commit(run, 1, 3);
        Files.delete(newest());
        assertStops(ErrorCode.SINK_DIRECTORY, "what the sink has reached is lost", log::open);
    }

    @Test
    void filesAreInTheOrderOfTheirRowsAlsoWhenAClockGoesBack() {
        commit(log.open(), 0, 9); // every third is of the next day
        LogFiles files = new LogFiles(log.directory);
        assertThat(files.rows("public.a"))
                .extracting(row -> row.getField("_offset"))
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(files.of("public.a"))
                .extracting(file -> file.getParent().getFileName().toString())
                .containsExactly(
                        "commit_date=2024-10-05",
                        "commit_date=2024-10-04",
                        "commit_date=2024-10-05",
                        "commit_date=2024-10-04",
                        "commit_date=2024-10-05",
                        "commit_date=2024-10-04");
    }

    @Test
    void aDamagedRecordStops() throws IOException {
        commit(log.open(), 0, 3);
        Path record = newest();
        Files.writeString(record, Files.readString(record).replace("\"0\":3", "\"0\":1"));
        assertStops(ErrorCode.SINK_DIRECTORY, "damaged: its checksum", log::open);
        assertStops(ErrorCode.SINK_DIRECTORY, "damaged: its checksum", () -> log.folder(Disk.LOCAL)
                .seen());
        assertThat(log.seen()).containsExactlyElementsOf(first(3));
    }

    @Test
    void aFileThatIsGoneBeforeItWasSeenStops() throws IOException {
        try (LogTables run = log.open(new Disk() {
            @Override
            void move(Path from, Path to) {
                throw new DyingDisk.Death();
            }
        })) {
            catchThrowableOfType(DyingDisk.Death.class, () -> commit(run, 0, 3));
        }
        try (Stream<Path> all = Files.walk(log.directory)) {
            Files.delete(all.filter(path -> path.toString().endsWith(".part"))
                    .findFirst()
                    .orElseThrow());
        }
        assertStops(ErrorCode.SINK_DIRECTORY, "is neither there nor in", log::open);
    }

    @Test
    void oldFilesMayBeDeletedByAnybody() throws IOException {
        commit(log.open(), 0, 3);
        delete(log.directory.resolve("public.a"));
        commit(log.open(), 3, 4);
        assertThat(log.seen()).hasSize(5);
    }

    @Test
    void aFolderIsOfOneSink() {
        commit(log.open(), 0, 3);
        LogFixture other = new LogFixture(log.directory, "other", "1MB");
        assertStops(ErrorCode.SINK_DIRECTORY, "It is the folder of the sink shop/log", other::open);
    }

    @Test
    void aTaskThatSeesAnotherFolderThanTheCommandStops() {
        String begun =
                new LogFixture(folder.resolve("there")).folder(Disk.LOCAL).prepare();
        log.folder(Disk.LOCAL).prepare();
        assertStops(
                ErrorCode.SINK_DIRECTORY, "It is not the folder that the job began with", () -> log.folder(Disk.LOCAL)
                        .takeOver(begun, "run"));
        LogFixture empty = new LogFixture(folder.resolve("empty"));
        assertStops(
                ErrorCode.SINK_DIRECTORY, "It is not the folder that the job began with", () -> empty.folder(Disk.LOCAL)
                        .takeOver(begun, "run"));
    }

    @Test
    void aFileInThePlaceOfTheFolderStops() throws IOException {
        Files.writeString(log.directory, "a file");
        assertStops(ErrorCode.SINK_DIRECTORY, "It cannot be written", log::open);
    }

    @Test
    void whatADiskRefusesStopsAndWhatPassesIsTriedAgain() {
        commit(log.open(), 0, 3);
        for (String refusal : new String[] {"No space left on device", "Read-only file system"}) {
            assertStops(ErrorCode.SINK_DIRECTORY, refusal, () -> commit(log.open(failing(refusal)), 3, 4));
        }
        assertStops(
                ErrorCode.SINK_CATALOG,
                "Stale file handle",
                () -> commit(log.open(failing("Stale file handle")), 3, 4));
        commit(log.open(), 3, 4);
        assertThat(log.seen()).containsExactlyElementsOf(first(4));
    }

    /** At the record of a commit that has files. */
    private static Disk failing(String words) {
        return new Disk() {
            @Override
            void write(Path file, byte[] content) throws IOException {
                if (new String(content, java.nio.charset.StandardCharsets.UTF_8).contains("commit_date")) {
                    throw new IOException(words);
                }
                super.write(file, content);
            }
        };
    }

    private Path newest() throws IOException {
        try (Stream<Path> records = Files.list(log.directory.resolve(LogFolder.OWN))) {
            return records.max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
