package dev.culvert.migration.schema;

import java.util.List;
import java.util.Locale;

/**
 * One entry of pg_dump's table of contents, with the statements that make it.
 *
 * @param dumpId its number in the archive
 * @param classId oid of the catalog that has the object, on the source; 0 for comments and grants
 * @param objectId its oid, on the source
 * @param kind as pg_dump has it, such as {@code FK CONSTRAINT}
 * @param name as pg_dump has it, for people
 * @param schema {@code -} for none
 * @param dependencies numbers of the entries that must be made before
 * @param tablespace where it is put; empty for the database's
 * @param statements in SQL, every name qualified
 */
record SchemaEntry(
        int dumpId,
        long classId,
        long objectId,
        String kind,
        String name,
        String schema,
        List<Integer> dependencies,
        String tablespace,
        String accessMethod,
        String statements) {

    SchemaEntry {
        dependencies = List.copyOf(dependencies);
    }

    /** For people, such as {@code index app.orders_code}. */
    String object() {
        String place = schema.equals("-") ? "" : schema + ".";
        return kind.toLowerCase(Locale.ROOT) + " " + place + name;
    }
}
