package dev.culvert.sink.flink.files;

import dev.culvert.sink.flink.value.Value;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Brings lines of the log into Parquet's columns. */
final class LogRowWriter extends WriteSupport<LogRow> {
    private final LogShape shape;
    private RecordConsumer out;

    private LogRowWriter(LogShape shape) {
        this.shape = shape;
    }

    /** Parquet's writer of a file. */
    static ParquetWriter.Builder<LogRow, ?> of(OutputFile file, LogShape shape) {
        return new Builder(file, shape);
    }

    private static final class Builder extends ParquetWriter.Builder<LogRow, Builder> {
        private final LogShape shape;

        Builder(OutputFile file, LogShape shape) {
            super(file);
            this.shape = shape;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // it is abstract, and not called
        protected WriteSupport<LogRow> getWriteSupport(Configuration settings) {
            return new LogRowWriter(shape);
        }

        @Override
        protected WriteSupport<LogRow> getWriteSupport(ParquetConfiguration settings) {
            return new LogRowWriter(shape);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // it is abstract, and not called
    public WriteContext init(Configuration settings) {
        return new WriteContext(shape.schema(), Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration settings) {
        return new WriteContext(shape.schema(), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
        out = consumer;
    }

    @Override
    public void write(LogRow row) {
        out.startMessage();
        int at = 0;
        for (int i = 0; i < row.values().length; i++) {
            Object value = row.values()[i];
            if (value != null && value != Value.UNFIT) {
                out.startField("", at);
                shape.form(i).cell().add(value, out);
                out.endField("", at);
            }
            at++;
            if (shape.isBeside(i)) {
                if (value == Value.UNFIT) {
                    out.startField("", at);
                    out.addBinary(Binary.fromString(row.texts()[i]));
                    out.endField("", at);
                }
                at++;
            }
        }
        OwnColumns.write(row, at, out);
        out.endMessage();
    }
}
