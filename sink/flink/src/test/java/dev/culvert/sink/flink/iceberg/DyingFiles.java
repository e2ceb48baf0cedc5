package dev.culvert.sink.flink.iceberg;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Files of a folder, where one table's cannot be committed: its manifests are refused. Iceberg makes it by its name. */
public final class DyingFiles implements FileIO {
    private static final long serialVersionUID = 1;
    private static volatile String refused = "";

    private final LocalFiles files = new LocalFiles();

    /** From now on, of the table whose folder has this name; of none if it is empty. */
    static void refuse(String table) {
        refused = table;
    }

    @Override
    public InputFile newInputFile(String location) {
        return files.newInputFile(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        if (!refused.isEmpty() && location.contains("/" + refused + "/metadata/") && location.endsWith(".avro")) {
            throw new UncheckedIOException(new AccessDeniedException(location));
        }
        return files.newOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        files.deleteFile(location);
    }
}
