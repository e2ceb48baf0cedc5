package dev.culvert.sink.flink.source;

import dev.culvert.sink.flink.merge.Place;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The only split: every partition of the pipeline.
 *
 * @param run that has read so far
 * @param positions the next offset to read, of partitions of which anything was read
 */
record PipelineSplit(String run, Map<Place, Long> positions) implements SourceSplit {
    static final SimpleVersionedSerializer<PipelineSplit> SERIALIZER = new Form();
    private static final String ID = "pipeline";

    PipelineSplit {
        positions = new TreeMap<>(positions);
    }

    @Override
    public String splitId() {
        return ID;
    }

    private static final class Form implements SimpleVersionedSerializer<PipelineSplit> {
        private static final int VERSION = 2;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(PipelineSplit split) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeUTF(split.run());
                PlaceForm.write(split.positions(), out);
            }
            return bytes.toByteArray();
        }

        @Override
        public PipelineSplit deserialize(int version, byte[] bytes) throws IOException {
            if (version != VERSION) {
                throw new IOException("the state of the source is of version " + version);
            }
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                return new PipelineSplit(in.readUTF(), PlaceForm.readPositions(in));
            }
        }
    }
}
