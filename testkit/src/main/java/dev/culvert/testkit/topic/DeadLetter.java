package dev.culvert.testkit.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A change in a dead-letter topic, put together of its pieces.
 *
 * @param key of the record, JSON
 * @param document what it says
 * @param pieces how many records it is
 */
public record DeadLetter(String key, JsonNode document, int pieces) {

    /** Puts letters together, and fails for what does not fit. For one topic, in its order. */
    static final class Reader implements Consumer<ConsumerRecord<byte[], byte[]>> {
        private final ObjectMapper mapper = new ObjectMapper();
        private final List<DeadLetter> letters = new ArrayList<>();
        private ByteArrayOutputStream open = new ByteArrayOutputStream();
        private int next = 1;

        @Override
        public void accept(ConsumerRecord<byte[], byte[]> record) {
            String where = record.topic() + "@" + record.offset();
            int piece = Integer.parseInt(header(record, "culvert.piece"));
            if (piece != next) {
                throw new AssertionError("piece " + piece + " instead of " + next + " at " + where);
            }
            open.writeBytes(record.value());
            int pieces = Integer.parseInt(header(record, "culvert.pieces"));
            next = piece + 1;
            if (piece == pieces) {
                letters.add(whole(record, where, pieces));
                open = new ByteArrayOutputStream();
                next = 1;
            }
        }

        private DeadLetter whole(ConsumerRecord<byte[], byte[]> record, String where, int pieces) {
            byte[] bytes = open.toByteArray();
            try {
                String digest = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
                if (!digest.equals(header(record, "culvert.sha256"))
                        || bytes.length != Integer.parseInt(header(record, "culvert.length"))) {
                    throw new AssertionError("a letter that is not what its digest says at " + where);
                }
                DeadLetter letter = new DeadLetter(
                        new String(record.key(), StandardCharsets.UTF_8), mapper.readTree(bytes), pieces);
                String name = letter.generation() + "/" + letter.txnSeq() + "/" + letter.ordinal();
                if (!name.equals(header(record, "culvert.letter"))) {
                    throw new AssertionError(name + " is not what the header says at " + where);
                }
                return letter;
            } catch (IOException | NoSuchAlgorithmException e) {
                throw new AssertionError(where, e);
            }
        }

        private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
            return Optional.ofNullable(record.headers().lastHeader(name))
                    .map(Header::value)
                    .map(value -> new String(value, StandardCharsets.UTF_8))
                    .orElseThrow(() -> new AssertionError("no header " + name + " at " + record.offset()));
        }

        /** @throws AssertionError if a letter lacks pieces */
        List<DeadLetter> letters() {
            if (next != 1) {
                throw new AssertionError("the last letter lacks piece " + next);
            }
            return List.copyOf(letters);
        }
    }

    public int generation() {
        return document.at("/position/generation").asInt();
    }

    public long txnSeq() {
        return document.at("/position/txn_seq").asLong();
    }

    public long ordinal() {
        return document.at("/position/ordinal").asLong();
    }

    /** The text of a column of the new row; empty if it is null or not there. */
    public Optional<String> after(String column) {
        return Optional.ofNullable(document.at("/after").get(column))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }
}
