package dev.culvert.sink.flink.source;

import dev.culvert.sink.flink.merge.Place;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Partitions and offsets in bytes. */
final class PlaceForm {
    private PlaceForm() {}

    static void write(Place place, DataOutput out) throws IOException {
        out.writeUTF(place.topic());
        out.writeInt(place.partition());
    }

    static Place read(DataInput in) throws IOException {
        return new Place(in.readUTF(), in.readInt());
    }

    static void write(Map<Place, Long> positions, DataOutput out) throws IOException {
        out.writeInt(positions.size());
        for (Map.Entry<Place, Long> each : positions.entrySet()) {
            write(each.getKey(), out);
            out.writeLong(each.getValue());
        }
    }

    static Map<Place, Long> readPositions(DataInput in) throws IOException {
        Map<Place, Long> positions = new TreeMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            positions.put(read(in), in.readLong());
        }
        return positions;
    }
}
