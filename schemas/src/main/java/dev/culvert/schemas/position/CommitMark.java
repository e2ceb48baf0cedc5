package dev.culvert.schemas.position;

import dev.culvert.schemas.change.Lsn;
import java.time.Instant;

/**
 * The commit that ends at a position. A server whose WAL has this commit at this place has the history that was captured, whatever
 * its timeline is called: two histories may have the same numbers, and not the same commit at the same microsecond.
 *
 * @param commitLsn start of the commit record; it ends at the position
 * @param commitTime when it committed, by the server's clock, in microseconds
 */
public record CommitMark(Lsn commitLsn, Instant commitTime) {}
