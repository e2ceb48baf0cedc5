package dev.culvert.connector.nativeengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.culvert.connector.capture.CaptureFixture;
import dev.culvert.connector.capture.RecordedChanges;
import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.connector.pgoutput.CapturedRelations;
import dev.culvert.connector.replication.SlotStream;
import dev.culvert.connector.replication.WalStream;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real streams with bytes that lie: a named error or other rows, and never more memory than the message itself asks for. {@code
 * -Dculvert.test.mutations=1000000} for so many, {@code -Dculvert.test.mutationSeed=N} to repeat.
 */
class HostileStreamIT {
    private static final Logger LOG = LoggerFactory.getLogger(HostileStreamIT.class);
    private static final int TRIALS = Integer.getInteger("culvert.test.mutations", 20_000);
    private static final Set<ErrorCode> NAMED =
            EnumSet.of(ErrorCode.STREAM_PROTOCOL, ErrorCode.SHAPE_CHANGED, ErrorCode.KEY_CHANGED);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void everyMutationIsANamedErrorOrAnotherRow(int major) throws InterruptedException {
        long seed = Long.getLong("culvert.test.mutationSeed", new Random().nextLong());
        LOG.info("seed {}", seed);
        Random random = new Random(seed);
        try (CaptureFixture fixture = CaptureFixture.on(major, NativeEngineIT.natively())) {
            List<byte[]> stream = record(fixture);
            List<TableSchema> tables = fixture.schemas("t", "f", "u");
            RecordedChanges whole = new RecordedChanges();
            decode(stream, tables, whole);
            assertThat(whole.rows()).hasSizeGreaterThan(20);
            int refused = 0;
            for (int trial = 0; trial < TRIALS; trial++) {
                List<byte[]> hostile = new ArrayList<>(stream);
                int victim = random.nextInt(hostile.size());
                hostile.set(victim, mutate(hostile.get(victim), random));
                try {
                    decode(hostile, tables, new RecordedChanges());
                } catch (CulvertException e) {
                    assertThat(NAMED)
                            .as("seed %d, trial %d: %s", seed, trial, e)
                            .contains(e.code());
                    refused++;
                }
            }
            assertThat(refused).isGreaterThan(TRIALS / 4);
        }
    }

    @Test
    void theErrorTellsThePlaceAndNotTheValue() {
        MessageDecoder decoder =
                new MessageDecoder(new CapturedRelations(List.of(), ShapeFollower.NONE), new RecordedChanges());
        ByteBuffer lies = ByteBuffer.allocate(32)
                .put((byte) 'M')
                .put((byte) 0)
                .putLong(7)
                .put(new byte[] {'p', 0})
                .putInt(2_000_000_000)
                .put("secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .flip();
        assertThatThrownBy(() -> decoder.message(Lsn.ZERO, lies)).isInstanceOfSatisfying(CulvertException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.STREAM_PROTOCOL);
            assertThat(e.fact())
                    .isEqualTo(
                            "At byte 16 of a message of type 'M' (22 bytes): a length of 2000000000, with 6 bytes left.");
        });
    }

    private static List<byte[]> record(CaptureFixture fixture) throws InterruptedException {
        fixture.publish(
                "t, f, u",
                "CREATE TABLE t (id int PRIMARY KEY, note text, n numeric)",
                "CREATE TABLE f (id int PRIMARY KEY, a text[], b bytea)",
                "CREATE TABLE u (a int, b text NOT NULL UNIQUE, big text)",
                "ALTER TABLE f REPLICA IDENTITY FULL",
                "ALTER TABLE u REPLICA IDENTITY USING INDEX u_b_key",
                "ALTER TABLE u ALTER big SET STORAGE EXTERNAL");
        fixture.database()
                .execute(
                        "INSERT INTO t SELECT g, 'n' || g, g / 7.0 FROM generate_series(1, 8) g",
                        "UPDATE t SET note = NULL WHERE id < 4; UPDATE t SET id = 90 WHERE id = 5; DELETE FROM t WHERE id = 6",
                        "INSERT INTO f VALUES (1, '{a,NULL}', '\\x00ff'), (2, NULL, ''); UPDATE f SET id = 3 WHERE id = 2; DELETE FROM f",
                        "INSERT INTO u VALUES (1, 'k', repeat('x', 9000)); UPDATE u SET a = 2; UPDATE u SET b = 'l'; DELETE FROM u",
                        "SELECT pg_logical_emit_message(true, 'in', 'content'); SELECT pg_logical_emit_message(false, 'out', '')",
                        "BEGIN; INSERT INTO t VALUES (100); TRUNCATE t, f; INSERT INTO t VALUES (101); COMMIT");
        Lsn end = Lsn.parse(
                fixture.database().value("SELECT pg_current_wal_insert_lsn()").orElseThrow());
        List<byte[]> messages = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        try (SlotStream slot =
                new SlotStream(fixture.source().sessions(), fixture.slot(), CaptureFixture.PUBLICATION)) {
            WalStream wal = slot.open(fixture.start(), () -> false, error -> {}).orElseThrow();
            while (wal.received().isBefore(end) && System.nanoTime() < deadline) {
                while (wal.poll((lsn, payload) -> messages.add(copy(payload)))) {
                    // on while there is something
                }
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        assertThat(messages).hasSizeGreaterThan(40);
        return messages;
    }

    private static byte[] copy(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    private static void decode(List<byte[]> stream, List<TableSchema> tables, RecordedChanges changes) {
        MessageDecoder decoder = new MessageDecoder(new CapturedRelations(tables, ShapeFollower.NONE), changes);
        for (byte[] message : stream) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                decoder.message(new Lsn(1), ByteBuffer.wrap(message));
            } finally {
                long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                // a first time loads classes, too
                assertThat(allocated).isLessThan((1 << 20) + 64L * message.length);
            }
        }
    }

    private static byte[] mutate(byte[] message, Random random) {
        byte[] mutated = message.clone();
        switch (random.nextInt(5)) {
            case 0 -> mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            case 1 -> mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> mutated = java.util.Arrays.copyOf(mutated, random.nextInt(mutated.length + 1));
            case 3 -> mutated = java.util.Arrays.copyOf(mutated, mutated.length + 1 + random.nextInt(20));
            default -> {
                // a length, or whatever stands there, that is very large or negative
                int at = random.nextInt(mutated.length);
                for (int i = at; i < Math.min(mutated.length, at + 4); i++) {
                    mutated[i] = (byte) (random.nextBoolean() ? 0x7F : 0xFF);
                }
            }
        }
        return mutated;
    }
}
