package dev.culvert.migration.link;

import dev.culvert.schemas.change.Lsn;
import java.time.Instant;
import java.util.UUID;

/**
 * A mark that went into the stream of a link. What was committed on the publisher before it is on the subscriber when it is.
 *
 * @param beat counts the tokens of a heartbeat table; the row lock makes a higher one commit later
 * @param value nobody has seen it before, for people and for the certificate
 * @param at when it was written, by the publisher's clock
 * @param before the end of the publisher's WAL while the token's transaction was still open: it covers every transaction that
 *     was committed before the token was written
 */
public record Token(long beat, UUID value, Instant at, Lsn before) {}
