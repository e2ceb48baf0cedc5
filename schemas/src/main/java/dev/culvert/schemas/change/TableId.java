package dev.culvert.schemas.change;

/**
 * The name of a table, case and all, as the catalog has it (not as SQL would quote it).
 *
 * @param schema name of the schema, not empty
 * @param name name of the table, not empty
 */
public record TableId(String schema, String name) implements Comparable<TableId> {

    public TableId {
        if (schema.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("a table needs a schema and a name");
        }
    }

    @Override
    public int compareTo(TableId other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** {@code schema.name}, for people. Ambiguous where a name has a dot in it: never parse it. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
