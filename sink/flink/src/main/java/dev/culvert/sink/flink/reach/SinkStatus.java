package dev.culvert.sink.flink.reach;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.store.PipelineSink;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far a sink is behind the topics.
 *
 * @param name of the definition
 * @param last the last transaction that is in its tables; empty while there is none, or if its store does not answer
 * @param transactionsBehind how many the topics have beyond that
 * @param bytesBehind of the source's WAL, from where that transaction ends to the pipeline's position; empty if {@code last} is
 * @param letters how many dead letters its topic has of each table, whichever run they are of
 * @param error why its store does not tell
 */
public record SinkStatus(
        String name,
        Optional<PipelineSink.Last> last,
        Optional<Long> transactionsBehind,
        Optional<Long> bytesBehind,
        Map<String, Long> letters,
        Optional<CulvertException> error) {

    public SinkStatus {
        letters = Collections.unmodifiableMap(new TreeMap<>(letters));
    }

    /** Of all tables. */
    public long allLetters() {
        return letters.values().stream().mapToLong(Long::longValue).sum();
    }

    static SinkStatus of(
            String name,
            Optional<PipelineSink.Last> last,
            Optional<Long> newest,
            Lsn position,
            Map<String, Long> letters) {
        long there = newest.orElse(0L);
        long here = last.map(PipelineSink.Last::transaction).orElse(0L);
        // an idle source's position moves without transactions; the sink is not behind by that
        boolean all = here >= there;
        return new SinkStatus(
                name,
                last,
                Optional.of(Math.max(0, there - here)),
                last.map(at -> all ? 0L : Math.max(0, position.bytesSince(at.commitEndLsn()))),
                letters,
                Optional.empty());
    }

    static SinkStatus unknown(String name, CulvertException error) {
        return new SinkStatus(name, Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.of(error));
    }
}
