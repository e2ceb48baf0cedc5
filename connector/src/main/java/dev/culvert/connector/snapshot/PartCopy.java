package dev.culvert.connector.snapshot;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.postgresql.copy.CopyOut;

/** Copies one part in one session. */
final class PartCopy {
    /** How many rows go by between looks at the flag and the counters. */
    private static final int STRIDE = 256;

    private final CopyQueue.Work work;
    private final Session session;
    private final SnapshotHandler.Worker worker;
    private final BooleanSupplier ends;

    PartCopy(CopyQueue.Work work, Session session, SnapshotHandler.Worker worker, BooleanSupplier ends) {
        this.work = work;
        this.session = session;
        this.worker = worker;
        this.ends = ends;
    }

    /** Whether it came to the end; false if it was told to end before. */
    boolean run(Lsn consistentPoint) {
        CopyRow row = new CopyRow(work.part().table().schema(), consistentPoint);
        try {
            CopyOut copy = session.driver().getCopyAPI().copyOut(work.part().sql());
            return read(copy, row);
        } catch (SQLException e) {
            throw session.translate(e);
        }
    }

    private boolean read(CopyOut copy, CopyRow row) throws SQLException {
        long rows = 0;
        long bytes = 0;
        // the protocol sends each row in a message of its own
        for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
            row.read(line);
            worker.row(row);
            rows++;
            bytes += line.length;
            if (rows % STRIDE == 0) {
                if (ends.getAsBoolean()) {
                    return false;
                }
                work.copy().add(rows, bytes);
                rows = 0;
                bytes = 0;
            }
        }
        work.copy().add(rows, bytes);
        return true;
    }
}
