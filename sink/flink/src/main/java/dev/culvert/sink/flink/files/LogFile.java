package dev.culvert.sink.flink.files;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;

/** A file that is being written. For one thread. */
final class LogFile {
    /** Rows are held in memory until so much is there. */
    private static final long ROW_GROUP = 16L << 20;

    private static final long LOOK_EACH = 256 << 10;
    private static final long COLUMN = 8 << 10;

    private final CommitRecord.Visible names;
    private final LogShape shape;
    private final ParquetWriter<LogRow> writer;
    private final long empty;
    private long taken;
    private long looked;
    private long written;

    LogFile(Path folder, CommitRecord.Visible names, LogShape shape) throws IOException {
        this.names = names;
        this.shape = shape;
        this.empty = COLUMN * shape.schema().getColumns().size();
        this.writer = LogRowWriter.of(new LocalOutputFile(folder.resolve(names.underWay())), shape)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP)
                .build();
    }

    CommitRecord.Visible names() {
        return names;
    }

    LogShape shape() {
        return shape;
    }

    /** @param size of its record, in bytes */
    void write(LogRow row, int size) throws IOException {
        writer.write(row);
        taken += size;
        if (taken - looked > LOOK_EACH) {
            looked = taken;
            written = writer.getDataSize();
        }
    }

    /** Bytes of it, about: what is on disk, and what is to come. */
    long size() {
        return written;
    }

    /** Bytes of memory that it takes, about. */
    long memory() {
        return empty + Math.min(taken, ROW_GROUP);
    }

    /** Writes what is in memory, and the end. */
    void close() throws IOException {
        writer.close();
    }
}
