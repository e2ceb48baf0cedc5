package dev.culvert.sink.flink.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a log's files are named: {@code TABLE/commit_date=DATE/COMMIT-NUMBER.parquet}, in the order of commits. */
final class LogContents {
    static final String DATE = "commit_date";

    private static final Pattern FILE = Pattern.compile("(\\d{12,18})-\\d{5,9}\\.parquet");

    private final Disk disk;
    private final Path directory;

    LogContents(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** The path of a file, from the log's folder on. @param number of the file in its commit */
    static String path(String table, LocalDate date, long commit, int number) {
        return table + "/" + DATE + "=" + date + "/" + "%012d-%05d.parquet".formatted(commit, number);
    }

    /** A file that a later commit than this one wrote, among those of each table; empty if there is none. */
    Optional<Path> beyond(long commit) throws IOException {
        for (Path table : disk.list(directory)) {
            if (isVisible(table) && Files.isDirectory(table)) {
                Optional<Path> newest = newest(table);
                if (newest.isPresent() && commit(newest.get()) > commit) {
                    return Optional.of(directory.relativize(newest.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** Of any day: the last commits may be of an earlier one, by the source's clock. */
    private Optional<Path> newest(Path table) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path date : disk.list(table)) {
            if (date.getFileName().toString().startsWith(DATE + "=")) {
                disk.list(date).stream()
                        .filter(path -> commit(path) > 0)
                        .max(Comparator.comparingLong(LogContents::commit))
                        .ifPresent(files::add);
            }
        }
        return files.stream().max(Comparator.comparingLong(LogContents::commit));
    }

    private static boolean isVisible(Path path) {
        char first = path.getFileName().toString().charAt(0);
        return first != '_' && first != '.';
    }

    /** 0 for what is no file of ours. */
    private static long commit(Path file) {
        Matcher matcher = FILE.matcher(file.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
