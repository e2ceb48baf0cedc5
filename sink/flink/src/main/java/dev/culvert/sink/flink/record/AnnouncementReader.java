package dev.culvert.sink.flink.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads announcements as {@link dev.culvert.sink.kafka.type.RecordSchemas#TRANSACTION} has them: with small transactions there are as many
 * of them as changes. For one thread.
 */
final class AnnouncementReader {
    private byte[] topicBytes = {};
    private String topic = "";

    /** @param in at its beginning */
    Announcement read(AvroCursor in) {
        in.pass(in.length()); // id
        long transaction = in.number();
        in.number(); // xid
        long commitEndLsn = in.number();
        long commitMicros = in.number();
        in.number(); // changes
        List<Announcement.Part> parts = new ArrayList<>();
        for (long count = in.number(); count != 0; count = in.number()) {
            if (count < 0) {
                in.number(); // its size in bytes
            }
            for (long i = Math.abs(count); i > 0; i--) {
                parts.add(new Announcement.Part(topic(in), Math.toIntExact(in.number()), in.number()));
            }
        }
        return new Announcement(transaction, commitEndLsn, commitMicros, parts);
    }

    /** Most parts are of the topic of the part before. */
    private String topic(AvroCursor in) {
        int length = in.length();
        int from = in.at;
        in.pass(length);
        if (!Arrays.equals(in.bytes, from, from + length, topicBytes, 0, topicBytes.length)) {
            topicBytes = Arrays.copyOfRange(in.bytes, from, from + length);
            topic = new String(topicBytes, StandardCharsets.UTF_8);
        }
        return topic;
    }
}
