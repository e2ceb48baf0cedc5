package dev.culvert.sink.kafka.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Cuts the document of a dead letter into records that any topic takes. Headers of each: {@code culvert.piece} of {@code culvert.pieces} from 1,
 * {@code culvert.length} and {@code culvert.sha256} of the document, and those that are given.
 */
public final class LetterPieces {
    /** Below the 1 MB that a topic takes which nobody has set anything of. */
    static final int PIECE_BYTES = 768 * 1024;

    private LetterPieces() {}

    /** @param topic of one partition @param headers by their names without {@code culvert.} */
    public static void write(String topic, byte[] key, byte[] document, Map<String, String> headers, RecordSink out) {
        String digest = sha256(document);
        int pieces = Math.max(1, (document.length + PIECE_BYTES - 1) / PIECE_BYTES);
        for (int i = 0; i < pieces; i++) {
            byte[] piece =
                    Arrays.copyOfRange(document, i * PIECE_BYTES, Math.min(document.length, (i + 1) * PIECE_BYTES));
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, key, piece);
            header(record, "piece", Integer.toString(i + 1));
            header(record, "pieces", Integer.toString(pieces));
            header(record, "length", Integer.toString(document.length));
            header(record, "sha256", digest);
            headers.forEach((name, value) -> header(record, name, value));
            out.accept(record);
        }
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add("culvert." + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
