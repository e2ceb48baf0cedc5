package dev.culvert.connector.snapshot;

import dev.culvert.schemas.change.TableSchema;
import java.util.Optional;

/**
 * A table that is to be copied, as its publication has it.
 *
 * @param schema the columns in the order of the stream
 * @param filter the publication's row filter, as the server prints it ({@code pg_get_expr})
 */
public record SnapshotTable(TableSchema schema, Optional<String> filter) {}
