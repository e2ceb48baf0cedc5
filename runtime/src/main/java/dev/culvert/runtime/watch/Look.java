package dev.culvert.runtime.watch;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.finding.Finding;
import java.util.List;

/** What is looked at with each heartbeat. On the watch's thread. */
public interface Look {

    /** What the stream must not go on with; empty if it may. */
    List<Finding> differences(Session session);

    /** The heartbeat was emitted, at a position after all that {@link #differences} has seen. */
    void passed(Lsn point);
}
