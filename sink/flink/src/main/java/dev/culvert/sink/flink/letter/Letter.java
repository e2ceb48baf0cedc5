package dev.culvert.sink.flink.letter;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.record.RecordId;
import java.util.Map;

/**
 * Something that goes aside.
 *
 * @param record where it was
 * @param key of its own record, JSON
 * @param document JSON
 * @param headers by their names without {@code culvert.}
 */
record Letter(TableId table, RecordId record, byte[] key, byte[] document, Map<String, String> headers) {}
