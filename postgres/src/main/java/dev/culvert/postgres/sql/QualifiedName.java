package dev.culvert.postgres.sql;

import dev.culvert.schemas.change.TableId;

/** A name with its schema, and its form in SQL. */
public record QualifiedName(Identifier schema, Identifier name) {

    public static QualifiedName of(String schema, String name) {
        return new QualifiedName(new Identifier(schema), new Identifier(name));
    }

    public static QualifiedName of(TableId table) {
        return of(table.schema(), table.name());
    }

    /** The form in SQL of a table's name. */
    public static String quote(TableId table) {
        return of(table).sql();
    }

    /** Such as {@code "public"."orders"}. */
    public String sql() {
        return schema.sql() + "." + name.sql();
    }

    @Override
    public String toString() {
        return sql();
    }
}
