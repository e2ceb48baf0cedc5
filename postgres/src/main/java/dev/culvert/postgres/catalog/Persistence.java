package dev.culvert.postgres.catalog;

/** {@code pg_class.relpersistence}: whether changes are in the WAL. */
public enum Persistence {
    PERMANENT("p"),
    UNLOGGED("u"),
    TEMPORARY("t");

    private final String code;

    Persistence(String code) {
        this.code = code;
    }

    static Persistence of(String code) {
        for (Persistence persistence : values()) {
            if (persistence.code.equals(code)) {
                return persistence;
            }
        }
        throw new IllegalArgumentException("unknown relpersistence \"" + code + "\"");
    }
}
