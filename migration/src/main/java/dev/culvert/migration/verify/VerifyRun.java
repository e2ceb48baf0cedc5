package dev.culvert.migration.verify;

import java.time.Instant;

/**
 * One verify, from its first chunk to its last, however often it was interrupted.
 *
 * @param number counts up from 1 for each migration
 * @param began by the target's clock; what a verify's age counts from
 */
public record VerifyRun(long number, Instant began) {}
