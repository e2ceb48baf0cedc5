package dev.culvert.migration.link;

import java.time.Instant;

/**
 * The process that applies a link's changes on the subscriber. Another pid or start means that it was restarted.
 *
 * @param pid its process id
 * @param start when it began, by the subscriber's clock
 */
public record LinkWorker(int pid, Instant start) {}
