package dev.culvert.runtime.adopt;

import dev.culvert.schemas.change.TableId;

/**
 * Where in the WAL a table was changed; the rows of one COPY share it (I5).
 *
 * @param lsn as the server sent it
 */
record Place(TableId table, long lsn) {}
