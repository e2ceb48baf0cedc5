package dev.culvert.sink.flink.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * The commit records of a log, one file each. The newest counts. A number is given once: who comes second with it is told so, also when the
 * first one's record was cleaned up since, because there is a newer one then.
 */
final class CommitRecords {
    private static final Pattern NAME = Pattern.compile("commit-(\\d{1,18})\\.json");
    private static final String UNDER_WAY = "record-";
    private static final int KEPT = 3;

    private final Disk disk;
    private final Path folder;

    /** Another run has the number. */
    static final class TakenException extends Exception {
        private static final long serialVersionUID = 1;
    }

    CommitRecords(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /** Empty if there is none. */
    Optional<CommitRecord> newest() throws IOException {
        while (true) {
            OptionalLong number = numbers().max();
            if (number.isEmpty()) {
                return Optional.empty();
            }
            Optional<CommitRecord> record = read(number.getAsLong());
            if (record.isPresent()) {
                return record;
            }
            // it was cleaned up in between: there is a newer one
        }
    }

    private LongStream numbers() throws IOException {
        return disk.list(folder).stream()
                .map(path -> NAME.matcher(path.getFileName().toString()))
                .filter(Matcher::matches)
                .mapToLong(matcher -> Long.parseLong(matcher.group(1)));
    }

    /** Empty if it is gone. */
    Optional<CommitRecord> read(long number) throws IOException {
        Path file = path(number);
        try {
            return Optional.of(CommitRecord.of(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CommitRecord.DamagedException e) {
            throw FilesErrors.damaged(file, e.getMessage());
        }
    }

    private Path path(long number) {
        return folder.resolve("commit-%012d.json".formatted(number));
    }

    /**
     * Writes a record, whole and durable, under its number. What is not known after a failure is found out by {@link #newest}.
     *
     * @throws TakenException if another run has written one of this number, or a newer one
     */
    void create(CommitRecord record) throws IOException, TakenException {
        Path name = path(record.number());
        Path underWay = folder.resolve(UNDER_WAY + UUID.randomUUID());
        disk.write(underWay, record.bytes());
        try {
            disk.link(name, underWay);
        } catch (FileAlreadyExistsException e) {
            // on a network's file system, by this very call, if its answer was lost
            if (!read(record.number()).equals(Optional.of(record))) {
                throw new TakenException();
            }
        } finally {
            disk.delete(underWay);
        }
        disk.sync(folder);
        if (numbers().anyMatch(number -> number > record.number())) {
            disk.delete(name);
            throw new TakenException();
        }
    }

    /** Removes records that are older than the last few. */
    void clean(long newest) throws IOException {
        for (long number : numbers().filter(each -> each <= newest - KEPT).toArray()) {
            disk.delete(path(number));
        }
    }

    /** Removes what runs that died have left: records that were not finished. */
    void cleanUnfinished() throws IOException {
        for (Path path : disk.list(folder)) {
            if (path.getFileName().toString().startsWith(UNDER_WAY)) {
                disk.delete(path);
            }
        }
    }
}
