package dev.culvert.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file as {@code org.apache.kafka.connect.storage.FileOffsetBackingStore} writes it: a serialised map of byte arrays. */
class OffsetFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsTheNewestLsnOfTheConnector() throws IOException {
        Path file = written(new HashMap<>(Map.of(
                bytes("[\"kafka\",{\"server\":\"shop\"}]"),
                bytes(
                        "{\"lsn_proc\":40,\"messageType\":\"INSERT\",\"lsn_commit\":48,\"lsn\":40,\"txId\":7,\"ts_usec\":1}"),
                bytes("[\"files\",{\"filename\":\"a\"}]"),
                bytes("{\"position\":3}"))));

        assertThat(new OffsetFile(file).read(Optional.empty()))
                .containsExactly(new ConnectorOffset("shop", new Lsn(48), false, false));
        assertThat(new OffsetFile(file).read(Optional.of("another"))).isEmpty();
    }

    @Test
    void knowsASnapshotThatIsNotComplete() throws IOException {
        Path file = written(new HashMap<>(Map.of(
                bytes("[\"kafka\",{\"server\":\"shop\"}]"),
                bytes("{\"snapshot\":\"INITIAL\",\"snapshot_completed\":false,\"lsn\":40,\"txId\":7,\"ts_usec\":1}"))));

        List<ConnectorOffset> read = new OffsetFile(file).read(Optional.empty());
        assertThat(read).hasSize(1);
        assertThat(read.get(0).snapshotting()).isTrue();
    }

    @Test
    void takesNothingButBytesFromIt() throws IOException {
        Path file = written(new ArrayList<>(List.of("anything")));

        assertThatExceptionOfType(CulvertException.class)
                .isThrownBy(() -> new OffsetFile(file).read(Optional.empty()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ADOPT_UNREADABLE));
    }

    private Path written(Serializable content) throws IOException {
        Path file = directory.resolve("offsets.dat");
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(content);
        }
        return file;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
