package dev.culvert.testkit.cutover;

/**
 * One transaction of a client.
 *
 * @param client who
 * @param table where its row is, if it was committed
 * @param tag what the row is told by, unique over all clients
 * @param outcome what the client was told
 * @param sqlState of the refusal or the loss; empty for {@link Outcome#OK}
 * @param began {@link System#nanoTime} before it was sent
 * @param ended and when the answer was there
 */
public record Attempt(String client, String table, long tag, Outcome outcome, String sqlState, long began, long ended) {

    /** What a client knows of its transaction. */
    public enum Outcome {
        /** It was acknowledged. */
        OK,
        /** It was refused, so nothing of it may be there. */
        REFUSED,
        /** The answer to COMMIT was lost: all of it or nothing. */
        UNKNOWN
    }
}
