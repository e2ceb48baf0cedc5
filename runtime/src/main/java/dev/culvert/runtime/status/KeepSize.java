package dev.culvert.runtime.status;

/** The statement that bounds, or unbinds, what slots retain. The setting is one of the whole server and needs no restart. */
final class KeepSize {
    private static final long LEAST = 1L << 30;

    private KeepSize() {}

    static String statement(long bytes) {
        return "ALTER SYSTEM SET max_slot_wal_keep_size = '" + (Math.max(LEAST, bytes) >> 20)
                + "MB'; SELECT pg_reload_conf();";
    }
}
