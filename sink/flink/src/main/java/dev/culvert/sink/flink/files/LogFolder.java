package dev.culvert.sink.flink.files;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.files.CommitRecord.Visible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The folder of a log. {@code _culvert} in it has the commit records, and a folder for the files of each commit while they are under way. A commit is
 * a record, created under the next number, which one run alone can have; what follows, the files' last names, is finished by whoever comes next, if
 * this one dies. That a commit's folder is gone says that all of it is done.
 */
final class LogFolder {
    static final String OWN = "_culvert";

    private final Disk disk;
    private final Path directory;
    private final Path own;
    private final String sink;
    private final CommitRecords records;
    private final LogContents contents;
    private Optional<String> owner = Optional.empty();

    LogFolder(Disk disk, Path directory, String sink) {
        this.disk = disk;
        this.directory = directory;
        this.own = directory.resolve(OWN);
        this.sink = sink;
        this.records = new CommitRecords(disk, own);
        this.contents = new LogContents(disk, directory);
    }

    /** An action on the file system. */
    interface Step<T> {
        T take() throws IOException, CommitRecords.TakenException;
    }

    <T> T guarded(Step<T> step) {
        try {
            return step.take();
        } catch (CommitRecords.TakenException e) {
            throw FilesErrors.inUse(sink);
        } catch (IOException e) {
            throw isTaken() ? FilesErrors.inUse(sink) : FilesErrors.of(directory, e);
        }
    }

    /** @throws CulvertException {@link ErrorCode#SINK_IN_USE} if another run has taken over */
    void requireMine() {
        if (isTaken()) {
            throw FilesErrors.inUse(sink);
        }
    }

    /** Whether another run has taken over, and with that what this one has under way. */
    private boolean isTaken() {
        try {
            Optional<CommitRecord> newest = records.newest();
            return owner.isPresent()
                    && newest.isPresent()
                    && !newest.get().run().equals(owner.get());
        } catch (IOException | CulvertException e) {
            return false; // the first error is told
        }
    }

    /**
     * The newest commit whose files all have their names; empty if there is none. Changes nothing.
     *
     * @throws CulvertException {@link ErrorCode#SINK_DIRECTORY} if it is damaged, or of another sink
     */
    Optional<CommitRecord> seen() {
        return guarded(() -> {
            Optional<CommitRecord> newest = newest();
            return newest.isPresent() && Files.isDirectory(underWay(newest.get()))
                    ? records.read(newest.get().number() - 1)
                    : newest;
        });
    }

    private Optional<CommitRecord> newest() throws IOException {
        Optional<CommitRecord> newest = records.newest();
        if (newest.isPresent() && !newest.get().sink().equals(sink)) {
            throw FilesErrors.refuse(
                    directory.toString(),
                    "It is the folder of the sink " + newest.get().sink() + ".",
                    "Give each sink a folder of its own (sinks[].files.directory).");
        }
        return newest;
    }

    /** The newest commit, if no file is there that a later one wrote. */
    private Optional<CommitRecord> checked() throws IOException {
        while (true) {
            Optional<CommitRecord> newest = newest();
            Optional<Path> beyond =
                    contents.beyond(newest.map(CommitRecord::number).orElse(0L));
            if (beyond.isEmpty()) {
                return newest;
            }
            if (newest().equals(newest)) {
                throw FilesErrors.refuse(
                        directory.toString(),
                        beyond.get() + " is there, and "
                                + newest.map(record -> "the newest commit record is that of commit " + record.number())
                                        .orElse("no commit record")
                                + ": what the sink has reached is lost.",
                        "Take the folder back from a backup as a whole; or give the sink another folder and another name, under which it"
                                + " begins anew.");
            }
            // another run has committed in between
        }
    }

    /**
     * Makes the folder if it is missing.
     *
     * @return the log's id
     * @throws CulvertException {@link ErrorCode#SINK_DIRECTORY} if it is not as the sink left it
     */
    String prepare() {
        return guarded(() -> {
            disk.makeFolder(own);
            Optional<CommitRecord> newest = checked();
            if (newest.isPresent()) {
                return newest.get().log();
            }
            String log = UUID.randomUUID().toString();
            try {
                records.create(new CommitRecord(1, log, sink, "none", Map.of(), Map.of(), Optional.empty(), List.of()));
            } catch (CommitRecords.TakenException e) {
                return records.newest().orElseThrow().log(); // another was faster
            }
            return log;
        });
    }

    /**
     * Makes a run the only one that can commit, finishes the last commit, and removes what others have left under way.
     *
     * @param log the id of the log that is meant
     * @return a commit of nothing by this run, at the place of the last one
     */
    CommitRecord takeOver(String log, String run) {
        while (true) {
            CommitRecord last = guarded(this::checked)
                    .filter(record -> record.log().equals(log))
                    .orElseThrow(
                            () -> FilesErrors.refuse(
                                    directory.toString(),
                                    "It is not the folder that the job began with: this machine sees another one, or the log was taken away.",
                                    "Let the command and all TaskManagers see the same folder, on a file system that they share."));
            try {
                guarded(() -> {
                    finish(last);
                    return null;
                });
                CommitRecord own = new CommitRecord(
                        last.number() + 1, log, sink, run, last.positions(), last.topics(), last.last(), List.of());
                records.create(own);
                owner = Optional.of(run);
                guarded(() -> {
                    sweep();
                    return null;
                });
                return own;
            } catch (CommitRecords.TakenException e) {
                // the other run has committed once more; from its next on it is refused
            } catch (IOException e) {
                throw FilesErrors.of(directory, e);
            }
        }
    }

    /** After a take-over nobody else can commit what is under way. */
    private void sweep() throws IOException {
        records.cleanUnfinished();
        for (Path path : disk.list(own)) {
            if (Files.isDirectory(path)) {
                disk.deleteFolder(path);
            }
        }
    }

    /** The folder of files that are not to be seen yet, of a commit that is to come. */
    Path begin(String run, long number) {
        return guarded(() -> {
            Path folder = own.resolve(run + "." + number);
            disk.makeFolder(folder);
            return folder;
        });
    }

    /**
     * Makes a commit: its files, which are whole, are in the log from now on.
     *
     * @throws CulvertException {@link ErrorCode#SINK_IN_USE} if another run has taken over
     */
    void commit(CommitRecord record) {
        guarded(() -> {
            Path folder = underWay(record);
            for (Visible file : record.files()) {
                disk.sync(folder.resolve(file.underWay()));
            }
            if (!record.files().isEmpty()) {
                disk.sync(folder);
            }
            records.create(record);
            finish(record);
            records.clean(record.number());
            return null;
        });
    }

    private Path underWay(CommitRecord record) {
        return own.resolve(record.folder());
    }

    /** Gives a commit's files the names that readers see; those that have them are passed over. */
    private void finish(CommitRecord record) throws IOException {
        Path folder = underWay(record);
        if (!Files.isDirectory(folder)) {
            return; // it was finished
        }
        Set<Path> folders = new LinkedHashSet<>();
        for (Visible file : record.files()) {
            Path from = folder.resolve(file.underWay());
            Path to = directory.resolve(file.path());
            disk.makeFolder(to.getParent());
            if (Files.exists(from)) {
                disk.move(from, to);
            } else if (!Files.exists(to)) {
                throw FilesErrors.refuse(
                        directory.toString(),
                        file.path() + " of commit " + record.number() + " is neither there nor in " + folder + ".",
                        "Take the folder back from a backup as a whole; or give the sink another folder and another name, under which it"
                                + " begins anew.");
            }
            folders.add(to.getParent());
        }
        for (Path each : folders) {
            disk.sync(each);
        }
        disk.deleteFolder(folder);
    }
}
