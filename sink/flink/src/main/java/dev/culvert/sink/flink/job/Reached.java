package dev.culvert.sink.flink.job;

import dev.culvert.schemas.change.Lsn;
import java.util.Optional;

/**
 * How far a sink is.
 *
 * @param sink its name
 * @param transaction {@code txn_seq} of the last transaction; empty while there is none
 * @param commitEndLsn where that ends in the source's WAL
 */
public record Reached(String sink, Optional<Long> transaction, Optional<Lsn> commitEndLsn) {}
