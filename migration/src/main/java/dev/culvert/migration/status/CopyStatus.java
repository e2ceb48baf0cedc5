package dev.culvert.migration.status;

import java.util.List;
import java.util.Optional;

/**
 * How far a copy is, as the target tells.
 *
 * @param paused whether somebody holds it
 * @param rows that are there, and those that are on their way (14 and later)
 * @param bytes the same, in their form on the wire
 * @param expectedBytes of all tables, on the source's disk: near to what {@code bytes} will be
 * @param bytesPerSecond of the parts that ended within the last minute; empty if none did
 * @param secondsLeft for the rows, by that rate; empty where it cannot be told, and 0 when all are there
 * @param tables by name
 */
public record CopyStatus(
        boolean paused,
        long rows,
        long bytes,
        long expectedBytes,
        Optional<Long> bytesPerSecond,
        Optional<Long> secondsLeft,
        List<Table> tables) {

    public CopyStatus {
        tables = List.copyOf(tables);
    }

    /**
     * One table.
     *
     * @param state {@code waiting}, {@code copying}, {@code copied} (every row) or {@code ready} (with its indexes)
     * @param parts how many it was cut into
     * @param partsDone how many are there
     */
    public record Table(
            String table,
            String state,
            int parts,
            int partsDone,
            long rows,
            long estimatedRows,
            long bytes,
            long estimatedBytes) {}

    /** How many have every row. */
    public long tablesCopied() {
        return tables.stream().filter(each -> each.partsDone() == each.parts()).count();
    }

    /** Whether nothing is left to copy or to index. */
    public boolean over() {
        return tables.stream().allMatch(each -> each.state().equals("ready"));
    }
}
