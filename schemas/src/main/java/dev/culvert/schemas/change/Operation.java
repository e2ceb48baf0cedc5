package dev.culvert.schemas.change;

/** What happened to a row. */
public enum Operation {
    /** Read by the snapshot. */
    READ("r"),
    INSERT("c"),
    UPDATE("u"),
    DELETE("d");

    private final String code;

    Operation(String code) {
        this.code = code;
    }

    /** The letter of Debezium's envelope. */
    public String code() {
        return code;
    }
}
