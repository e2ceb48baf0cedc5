package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineTopics;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.util.Collector;

/**
 * Says which writer an element goes to: what is of a table, to the one that has it; the end of a transaction, to each. How many there are is known behind
 * it alone ({@link #writer}): the end of a transaction goes out once for each that was asked for, and one that it comes to twice knows it.
 */
final class Dealer extends RichFlatMapFunction<PipelineElement, Tuple2<Integer, PipelineElement>> {
    private static final long serialVersionUID = 1;

    private final PipelineTopics topics;
    private final String sink;
    /** How many were asked for. */
    private final int writers;

    private transient IcebergTarget target;
    private transient Map<TableId, Integer> numbers;

    Dealer(PipelineTopics topics, String sink, int writers) {
        this.topics = topics;
        this.sink = sink;
        this.writers = writers;
    }

    /** @param of how many tasks Flink has made */
    int writer(int number, int of) {
        return LakeShare.owner(number, Math.min(writers, of));
    }

    @Override
    public void open(OpenContext context) {
        target = new IcebergTarget(topics.definition(), topics.sink(sink));
        numbers = new HashMap<>();
    }

    @Override
    public void flatMap(PipelineElement element, Collector<Tuple2<Integer, PipelineElement>> out) {
        if (element.table().isPresent()) {
            int number =
                    numbers.computeIfAbsent(element.table().get(), table -> LakeShare.number(target.target(table)));
            out.collect(Tuple2.of(number, element));
        } else {
            for (int i = 0; i < writers; i++) {
                out.collect(Tuple2.of(i, element));
            }
        }
    }
}
