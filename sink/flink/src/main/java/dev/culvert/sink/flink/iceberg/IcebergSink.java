package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.letter.LetterTopic;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.PipelineElementType;
import dev.culvert.sink.flink.source.PipelineTopics;
import dev.culvert.sink.flink.store.PipelineSink;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.TupleTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Iceberg tables that are those of the pipeline. Each table is committed by itself, so that several tasks may write, each its share of the
 * tables: as many as the job's parallelism.
 */
public final class IcebergSink implements PipelineSink {
    private final PipelineTopics topics;
    private final String name;
    /** Of this run, by which it knows that no other one has begun since. */
    private final String run = UUID.randomUUID().toString();

    /** @param name of the sink in the definition */
    public IcebergSink(PipelineTopics topics, String name) {
        this.topics = topics;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<Place, Long> progress() {
        IcebergTarget target = target();
        try (Lake lake = target.open()) {
            Optional<SinkProgress> progress = SinkProgress.find(lake, target);
            progress.ifPresent(known -> known.requireSame(topics.tables()));
            return progress.map(SinkProgress::offsets).orElse(Map.of());
        }
    }

    @Override
    public Optional<Last> last() {
        IcebergTarget target = target();
        try (Lake lake = target.open()) {
            return SinkProgress.find(lake, target).flatMap(SinkProgress::last);
        }
    }

    @Override
    public boolean takes(TableId table) {
        return target().takes(table);
    }

    /** Ends the run that wrote before: what this one finds is what it goes on from. */
    @Override
    public void prepare() {
        IcebergTarget target = target();
        try (Lake lake = target.open()) {
            SinkProgress.takeOver(lake, target, run);
        }
        if (target.sink().writesLetters()) {
            new LetterTopic(topics, target.sink()).endFormer();
        }
    }

    @Override
    public void attach(DataStream<PipelineElement> topics) {
        int writers = topics.getExecutionEnvironment().getParallelism();
        DataStream<PipelineElement> dealt = writers == 1 ? topics : deal(topics, writers);
        dealt.transform(name, Types.STRING, new LakeWriterOperator(this.topics, name, run, writers))
                .uid("sink-" + name)
                .setParallelism(writers)
                .transform(name + " progress", Types.STRING, new LakeProgressOperator(this.topics, name, run))
                .uid("progress-" + name)
                .setParallelism(1);
    }

    private DataStream<PipelineElement> deal(DataStream<PipelineElement> from, int writers) {
        Dealer dealer = new Dealer(topics, name, writers);
        return from.flatMap(dealer)
                .returns(new TupleTypeInfo<>(Types.INT, PipelineElementType.INSTANCE))
                .uid("dealt-" + name)
                .setParallelism(1)
                .partitionCustom(dealer::writer, each -> each.f0)
                .map(each -> each.f1)
                .returns(PipelineElementType.INSTANCE)
                .uid("share-" + name)
                .setParallelism(writers);
    }

    private IcebergTarget target() {
        return new IcebergTarget(topics.definition(), topics.sink(name));
    }
}
