package dev.culvert.runtime;

import dev.culvert.postgres.connection.Session;
import dev.culvert.runtime.plan.Captured;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.shape.CurrentShapes;
import dev.culvert.runtime.start.Beginning;
import dev.culvert.runtime.start.ClaimKeeper;
import dev.culvert.runtime.start.LateTables;
import dev.culvert.runtime.start.OwnBackends;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.stream.OffsetRecords;
import dev.culvert.runtime.watch.Look;
import dev.culvert.runtime.watch.Watch;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.sink.kafka.writer.RecordWriter;
import java.util.function.Predicate;

/**
 * What the steps of one attempt share, once it is known where it begins.
 *
 * @param shapes of the tables as the run goes on
 * @param offsets makes the offset records
 * @param halt ends the attempt
 * @param ownBackends learns the server's side of replication connections
 * @param owner does what only the owner of the slot may
 */
record Stage(
        Endpoints endpoints,
        RunOptions options,
        StatusBoard board,
        Beginning beginning,
        CurrentShapes shapes,
        OffsetRecords offsets,
        Halt halt,
        OwnBackends ownBackends,
        ClaimKeeper owner) {

    PipelineDefinition definition() {
        return endpoints.definition();
    }

    Captured captured() {
        return beginning.captured();
    }

    RecordWriter writer() {
        return beginning.writer();
    }

    /** Holds the catalog against what the position is valid for. */
    Look look() {
        return new CatalogLook(shapes, beginning.contextNow());
    }

    /** Looks at the server once a second, and ends the attempt when what the position is valid for has changed. */
    Watch watch(Runnable everyTick) {
        return watch(session -> false, everyTick);
    }

    /** As above; tables that come to be and are meant end it too, for another attempt to take them in. */
    Watch watchForTables(Runnable everyTick) {
        LateTables late =
                new LateTables(definition().source(), captured().topicNames().keySet());
        return watch(session -> owner.owning(late::look), everyTick);
    }

    private Watch watch(Predicate<Session> look, Runnable everyTick) {
        return new Watch(
                definition().metadata().name(),
                endpoints.sessions(),
                definition().source().slot().name(),
                look(),
                options.heartbeat(),
                board,
                look,
                halt::forAnother,
                everyTick,
                halt::because);
    }
}
