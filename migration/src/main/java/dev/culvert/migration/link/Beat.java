package dev.culvert.migration.link;

import java.time.Instant;

/**
 * What a heartbeat table holds at present.
 *
 * @param number of the newest token; 0 before the first
 * @param at when that token was written, by the publisher's clock
 * @param now this server's clock
 */
public record Beat(long number, Instant at, Instant now) {}
