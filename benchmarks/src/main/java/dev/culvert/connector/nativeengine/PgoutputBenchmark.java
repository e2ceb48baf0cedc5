package dev.culvert.connector.nativeengine;

import dev.culvert.benchmarks.jmh.RowUse;
import dev.culvert.benchmarks.jmh.SampleOrders;
import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.connector.pgoutput.CapturedRelations;
import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A message of {@code pgoutput} about a row of ten columns, decoded, and made into a record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PgoutputBenchmark {
    private static final Lsn LSN = new Lsn(0x900);

    @Param({"CURSOR", "AVRO", "JSON"})
    public RowUse use;

    private final ByteBuffer insert = SampleOrders.insert();
    private final ByteBuffer update = SampleOrders.update();
    private final ByteBuffer delete = SampleOrders.delete();
    private Rows rows;
    private MessageDecoder decoder;

    @Setup
    public void open() {
        rows = new Rows(use.taker());
        decoder = new MessageDecoder(new CapturedRelations(List.of(SampleOrders.TABLE), ShapeFollower.NONE), rows);
        SampleOrders.opening().forEach(message -> decoder.message(LSN, message));
    }

    @Benchmark
    public long insert() {
        return decoded(insert);
    }

    @Benchmark
    public long update() {
        return decoded(update);
    }

    @Benchmark
    public long delete() {
        return decoded(delete);
    }

    /** The transaction stays open: a decoder takes as many changes in one as there are. */
    private long decoded(ByteBuffer message) {
        decoder.message(LSN, message);
        return rows.result;
    }

    private static final class Rows implements ChangeHandler {
        private final RowUse.Taker taker;
        private long result;

        Rows(RowUse.Taker taker) {
            this.taker = taker;
        }

        @Override
        public void row(RowCursor row) {
            result = taker.take(row);
        }

        @Override
        public void begin(TransactionBegin begin) {}

        @Override
        public void commit(TransactionCommit commit) {}

        @Override
        public void truncate(Truncate truncate) {}

        @Override
        public void message(LogicalMessage message) {}

        @Override
        public void idle() {}
    }
}
