package dev.culvert.runtime.adopt;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The offset file of a Debezium Server or of a Connect worker in standalone mode: a serialised Java map of byte arrays. Nothing but
 * that is taken from it.
 */
public record OffsetFile(Path path) implements ConnectorOffsets {
    private static final String ONLY_BYTES = "maxbytes=16777216;java.util.HashMap;java.util.Map$Entry;!*";

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public List<ConnectorOffset> read(Optional<String> connector) {
        ObjectMapper mapper = new ObjectMapper();
        List<ConnectorOffset> found = new ArrayList<>();
        try (ObjectInputStream in = new ObjectInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            in.setObjectInputFilter(ObjectInputFilter.Config.createFilter(ONLY_BYTES));
            if (!(in.readObject() instanceof Map<?, ?> offsets)) {
                throw unreadable(null);
            }
            for (Map.Entry<?, ?> entry : offsets.entrySet()) {
                if (entry.getKey() instanceof byte[] key && entry.getValue() instanceof byte[] value) {
                    ConnectorOffset.of(mapper.readTree(key), mapper.readTree(value), connector)
                            .ifPresent(found::add);
                }
            }
        } catch (IOException | ClassNotFoundException e) {
            throw unreadable(e);
        }
        return List.copyOf(found);
    }

    private CulvertException unreadable(Exception cause) {
        return new CulvertException(
                ErrorCode.ADOPT_UNREADABLE,
                "file " + path,
                "It cannot be read as a file of connector offsets.",
                Changed.NOTHING,
                "Name the file of offset.storage.file.filename, and see that it can be read.",
                cause);
    }
}
