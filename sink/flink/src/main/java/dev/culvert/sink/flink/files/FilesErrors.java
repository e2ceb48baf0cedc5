package dev.culvert.sink.flink.files;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/** What goes wrong with files, as errors of ours: what passes by itself, and what a person must mend. */
final class FilesErrors {
    private static final List<String> REFUSED = List.of(
            "Permission denied",
            "Read-only file system",
            "No space left",
            "Disk quota exceeded",
            "File too large",
            "Not a directory",
            "Operation not supported",
            "Operation not permitted");

    private FilesErrors() {}

    /** @param thrown by a step of the file system */
    static CulvertException of(Path folder, IOException thrown) {
        String said = words(thrown);
        boolean refused = thrown instanceof AccessDeniedException
                || thrown instanceof AtomicMoveNotSupportedException
                || thrown instanceof FileAlreadyExistsException // where a folder should be
                || REFUSED.stream().anyMatch(said::contains);
        return refused
                ? refuse(
                        folder.toString(),
                        "It cannot be written: " + said + ".",
                        "Make room, or let the user that the command runs as write there; the folder must be on one file system that has"
                                + " hard links. Then start it again: it goes on from its last commit.",
                        thrown)
                : new CulvertException(
                        ErrorCode.SINK_CATALOG,
                        folder.toString(),
                        "The file system did not do what was asked: " + said + ".",
                        Changed.UNKNOWN,
                        "See that the folder can be reached from here. It goes on from what is committed.",
                        thrown);
    }

    private static String words(IOException thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return root instanceof FileSystemException file && file.getReason() == null
                ? root.getClass().getSimpleName() + ": " + file.getFile()
                : message == null ? root.getClass().getSimpleName() : message;
    }

    static CulvertException refuse(String object, String fact, String remedy) {
        return refuse(object, fact, remedy, null);
    }

    private static CulvertException refuse(String object, String fact, String remedy, Throwable cause) {
        return new CulvertException(ErrorCode.SINK_DIRECTORY, object, fact, Changed.NOTHING, remedy, cause);
    }

    static CulvertException damaged(Path record, String fact) {
        return refuse(
                record.toString(),
                "The commit record is damaged: " + fact + ".",
                "Take the folder back from a backup as a whole; or give the sink another folder and another name, under which it begins"
                        + " anew.");
    }

    static CulvertException inUse(String sink) {
        return new CulvertException(
                ErrorCode.SINK_IN_USE,
                "sink " + sink,
                "Another run of it has begun, and goes on from what this one committed.",
                Changed.NOTHING,
                "Run it once; culvert explain CV-SINK-IN-USE says how to see it.");
    }
}
