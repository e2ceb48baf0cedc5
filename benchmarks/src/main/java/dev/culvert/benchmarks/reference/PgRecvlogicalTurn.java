package dev.culvert.benchmarks.reference;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One turn of {@code pg_recvlogical}, in the same round as those of the systems.
 *
 * @param changes that the slot holds
 * @param bytes of the file
 * @param seconds from the start of the process to its end
 */
public record PgRecvlogicalTurn(int round, long changes, long bytes, double seconds) {
    @JsonProperty
    public double rate() {
        return changes / seconds;
    }
}
