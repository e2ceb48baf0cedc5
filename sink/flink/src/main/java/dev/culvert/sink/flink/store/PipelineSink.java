package dev.culvert.sink.flink.store;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;

/** A store that has the tables of a pipeline, and knows how far they are. */
public interface PipelineSink {

    /** Of the definition. */
    String name();

    /**
     * Called where the job is started from, before any sink of it is prepared: a run that cannot begin does not end the one that works.
     *
     * @throws dev.culvert.schemas.error.CulvertException as the store says
     */
    default void check() {
        progress();
    }

    /**
     * Called once, where the job is started from and before it is: the store is made ready where that cannot be left to the job.
     *
     * @throws dev.culvert.schemas.error.CulvertException as the store says
     */
    default void prepare() {}

    /**
     * Adds what writes it to a job, with ids of its own. Everything that has come at a checkpoint is durable in the store before the
     * checkpoint is.
     *
     * @param topics in the order of commits, by one task; the job's parallelism is that of its environment
     */
    void attach(DataStream<PipelineElement> topics);

    /**
     * How far its tables are: the next offset of each partition of which anything is in them. What they have beyond that they pass over.
     *
     * @throws dev.culvert.schemas.error.CulvertException as the store says
     */
    Map<Place, Long> progress();

    /** Whether it has a table of the source. */
    boolean takes(TableId table);

    /** The last transaction that is in its tables; empty while there is none. */
    Optional<Last> last();

    /**
     * A transaction.
     *
     * @param transaction {@code txn_seq}
     * @param committedAt when, at the source; empty where an earlier version has not kept it
     */
    record Last(long transaction, Lsn commitEndLsn, Optional<Instant> committedAt) {

        public static Last of(PipelineElement.Commit commit) {
            return new Last(
                    commit.transaction(),
                    new Lsn(commit.commitEndLsn()),
                    Optional.of(Instant.EPOCH.plus(commit.commitMicros(), ChronoUnit.MICROS)));
        }
    }
}
