package dev.culvert.sink.flink.iceberg;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;

/**
 * Files that are written and not committed: rows that are so from now on, and before them the keys of all that may have been there.
 *
 * @param key the columns of the key, as they are in the file of deletes
 */
record Piece(List<DataFile> data, Optional<DeleteFile> deletes, Schema key) {
    Piece {
        data = List.copyOf(data);
    }

    boolean isNothing() {
        return data.isEmpty() && deletes.isEmpty();
    }
}
