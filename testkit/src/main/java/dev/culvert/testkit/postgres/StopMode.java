package dev.culvert.testkit.postgres;

/** PostgreSQL's three ways to shut down, each with the signal that the postmaster takes for it. */
public enum StopMode {
    /** Waits for all sessions to end. */
    SMART("TERM"),
    /** Rolls open transactions back, ends sessions, writes a checkpoint. */
    FAST("INT"),
    /** Ends at once, without a checkpoint: the next start replays WAL. */
    IMMEDIATE("QUIT");

    private final String signal;

    StopMode(String signal) {
        this.signal = signal;
    }

    String signal() {
        return signal;
    }
}
