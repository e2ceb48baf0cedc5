package dev.culvert.postgres.catalog;

/** {@code pg_class.relkind}, of what looks like a table. */
public enum RelationKind {
    TABLE("r", "table"),
    PARTITIONED("p", "partitioned table"),
    VIEW("v", "view"),
    MATERIALIZED_VIEW("m", "materialized view"),
    FOREIGN("f", "foreign table");

    private final String code;
    private final String label;

    RelationKind(String code, String label) {
        this.code = code;
        this.label = label;
    }

    /** In words, for people. */
    public String label() {
        return label;
    }

    static RelationKind of(String code) {
        for (RelationKind kind : values()) {
            if (kind.code.equals(code)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown relkind \"" + code + "\"");
    }
}
