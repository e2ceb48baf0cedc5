package dev.culvert.connector.snapshot;

import dev.culvert.benchmarks.jmh.RowUse;
import dev.culvert.benchmarks.jmh.SampleOrders;
import dev.culvert.schemas.change.Lsn;
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

/** A line of COPY of ten columns, split, and made into a record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CopyLineBenchmark {
    @Param({"CURSOR", "AVRO", "JSON"})
    public RowUse use;

    private final byte[] line = SampleOrders.copyLine();
    private final CopyRow row = new CopyRow(SampleOrders.TABLE, Lsn.ZERO);
    private RowUse.Taker taker;

    @Setup
    public void open() {
        taker = use.taker();
    }

    @Benchmark
    public long line() {
        row.read(line);
        return taker.take(row);
    }
}
