package dev.culvert.sink.flink.source;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The form of {@link PipelineElement} between two tasks. */
public final class PipelineElementSerializer extends TypeSerializerSingleton<PipelineElement> {
    static final PipelineElementSerializer INSTANCE = new PipelineElementSerializer();

    private static final long serialVersionUID = 1;
    private static final int RECORD = 1;
    private static final int WHOLE_RECORD = 2;
    private static final int COMMIT = 3;
    private static final int POSITIONS = 4;
    private static final int UNREADABLE = 5;
    private static final int NO_KEY = -1;

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public PipelineElement createInstance() {
        return PipelineElement.at(Optional.empty(), Map.of());
    }

    @Override
    public PipelineElement copy(PipelineElement from) {
        return from;
    }

    @Override
    public PipelineElement copy(PipelineElement from, PipelineElement reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(PipelineElement element, DataOutputView out) throws IOException {
        if (element.source().isPresent()) {
            PipelineElement.Source source = element.source().get();
            out.writeByte(element.unreadable().isPresent() ? UNREADABLE : element.isWhole() ? WHOLE_RECORD : RECORD);
            write(source.table(), out);
            PlaceForm.write(source.place(), out);
            out.writeLong(source.offset());
            out.writeInt(source.key() == null ? NO_KEY : source.key().length);
            if (source.key() != null) {
                out.write(source.key());
            }
            out.writeInt(source.value().length);
            out.write(source.value());
            if (element.unreadable().isPresent()) {
                out.writeUTF(element.unreadable().get());
            }
        } else if (element.commit().isPresent()) {
            PipelineElement.Commit commit = element.commit().get();
            out.writeByte(COMMIT);
            PlaceForm.write(commit.place(), out);
            out.writeLong(commit.offset());
            out.writeLong(commit.transaction());
            out.writeLong(commit.commitEndLsn());
            out.writeLong(commit.commitMicros());
        } else {
            out.writeByte(POSITIONS);
            out.writeBoolean(element.table().isPresent());
            if (element.table().isPresent()) {
                write(element.table().get(), out);
            }
            PlaceForm.write(element.positions(), out);
        }
    }

    @Override
    public PipelineElement deserialize(DataInputView in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case RECORD, WHOLE_RECORD, UNREADABLE -> {
                TableId table = readTable(in);
                Place place = PlaceForm.read(in);
                long offset = in.readLong();
                int keyLength = in.readInt();
                byte[] key = keyLength == NO_KEY ? null : bytes(keyLength, in);
                byte[] value = bytes(in.readInt(), in);
                PipelineElement.Source source = new PipelineElement.Source(table, place, offset, key, value);
                yield kind == UNREADABLE
                        ? PipelineElement.unreadable(source, in.readUTF())
                        : PipelineElement.of(source, kind == WHOLE_RECORD, null);
            }
            case COMMIT ->
                PipelineElement.of(new PipelineElement.Commit(
                        PlaceForm.read(in), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
            case POSITIONS ->
                PipelineElement.at(
                        in.readBoolean() ? Optional.of(readTable(in)) : Optional.empty(), PlaceForm.readPositions(in));
            default -> throw new IOException("no element begins with " + kind);
        };
    }

    private static void write(TableId table, DataOutputView out) throws IOException {
        out.writeUTF(table.schema());
        out.writeUTF(table.name());
    }

    private static TableId readTable(DataInputView in) throws IOException {
        return new TableId(in.readUTF(), in.readUTF());
    }

    private static byte[] bytes(int length, DataInputView in) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    @Override
    public PipelineElement deserialize(PipelineElement reuse, DataInputView in) throws IOException {
        return deserialize(in);
    }

    @Override
    public void copy(DataInputView in, DataOutputView out) throws IOException {
        serialize(deserialize(in), out);
    }

    @Override
    public TypeSerializerSnapshot<PipelineElement> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Nothing about the form can be configured. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PipelineElement> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
