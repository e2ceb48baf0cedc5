package dev.culvert.migration.replication;

import dev.culvert.migration.status.LinkStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a replication stands. What is empty is unknown.
 *
 * @param replication its name
 * @param at when this was read
 * @param state of the whole
 * @param why it is so, for people
 * @param busy who works on it, if a command does
 * @param waitingFor what it waits for, if it does
 * @param tables by name
 * @param links its publication, slot and subscription, one of each for every snapshot that tables were copied under
 */
public record ReplicationStatus(
        String replication,
        Instant at,
        ReplicationState state,
        String why,
        Optional<String> busy,
        Optional<String> waitingFor,
        List<Table> tables,
        List<LinkStatus> links) {

    /**
     * @param table its name
     * @param link that brings it
     * @param parts how many it was copied in
     * @param partsDone how many are there
     * @param rows that were copied
     * @param bytes that were copied, in their form on the wire
     * @param streams whether its changes come
     */
    public record Table(String table, String link, int parts, int partsDone, long rows, long bytes, boolean streams) {}

    public ReplicationStatus {
        tables = List.copyOf(tables);
        links = List.copyOf(links);
    }
}
