package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.jdbc.UncheckedInterruptedException;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/** Iceberg's errors as Culvert's. What it says of values is never repeated (I12). */
final class LakeErrors {
    private static final int LONGEST = 300;

    private LakeErrors() {}

    static <T> T translating(String object, Supplier<T> action) {
        try {
            return action.get();
        } catch (CulvertException e) {
            throw e;
        } catch (RuntimeException e) {
            throw of(object, e);
        }
    }

    static CulvertException of(String object, Exception e) {
        if (e instanceof NotAuthorizedException || e instanceof ForbiddenException) {
            return new CulvertException(
                    ErrorCode.SINK_WAREHOUSE,
                    object,
                    "The catalog refuses it: " + first(e) + ".",
                    Changed.UNKNOWN,
                    "Compare the catalog's rights with sinks[].iceberg (user, properties, secrets).",
                    e);
        }
        Throwable root = root(e);
        if (root instanceof AccessDeniedException || isRefusedByDisk(root)) {
            return notWritable(object, root);
        }
        if (!(e instanceof NotFoundException) && mayPass(e, root)) {
            return new CulvertException(
                    ErrorCode.SINK_CATALOG,
                    object,
                    "The catalog, or where the files are, did not do what was asked: "
                            + e.getClass().getSimpleName() + ": " + first(root) + ".",
                    Changed.UNKNOWN,
                    "See that sinks[].iceberg.uri and warehouse can be reached from here. It goes on from what is committed.",
                    e);
        }
        return new CulvertException(
                ErrorCode.SINK_WAREHOUSE,
                object,
                "Iceberg refuses it: " + e.getClass().getSimpleName() + ": " + first(e) + ".",
                Changed.UNKNOWN,
                "Compare sinks[].iceberg with what the catalog expects.",
                e);
    }

    static CulvertException notWritable(String object, Throwable e) {
        return new CulvertException(
                ErrorCode.SINK_WAREHOUSE,
                object,
                "It cannot be written: " + e.getClass().getSimpleName() + ": " + first(e) + ".",
                Changed.NOTHING,
                "Let the user that the command runs as write to the warehouse, or give another one (sinks[].iceberg.warehouse).",
                e);
    }

    static CulvertException noCatalog(String warehouse) {
        return new CulvertException(
                ErrorCode.SINK_WAREHOUSE,
                "warehouse " + warehouse,
                "It is not a folder of this machine, so the catalog's database cannot be in it.",
                Changed.NOTHING,
                "Give the JDBC URL of a database (sinks[].iceberg.uri), or a REST catalog.");
    }

    private static boolean mayPass(Exception e, Throwable root) {
        return root instanceof IOException
                || e instanceof CommitFailedException
                || e instanceof CommitStateUnknownException
                || e instanceof RESTException
                || e instanceof RuntimeIOException
                || e instanceof UncheckedSQLException
                || e instanceof UncheckedInterruptedException
                || e instanceof UncheckedIOException;
    }

    private static boolean isRefusedByDisk(Throwable root) {
        String said = String.valueOf(root.getMessage());
        return root instanceof IOException
                && (said.contains("Permission denied")
                        || said.contains("Read-only file system")
                        || said.contains("Failed to create")
                        || root instanceof FileSystemException && said.contains("Not a directory"));
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static String first(Throwable e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
