package dev.culvert.migration.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A table that holds rows, as it is compared.
 *
 * @param columns that are compared, in the order of the publisher's numbers
 * @param key columns that tell a row from the others; empty where there are none
 * @param ranges whether both servers are known to order the key alike, so that chunks can be ranges of it
 * @param estimatedRows by the publisher's statistics; 0 if there are none
 * @param bytes on the publisher's disk
 */
record VerifyTable(TableId id, List<Column> columns, List<Column> key, boolean ranges, long estimatedRows, long bytes) {

    /** Types whose text is not much longer than a hash. */
    private static final Set<String> SHORT = Set.of(
            "bool",
            "char",
            "bytea",
            "int2",
            "int4",
            "int8",
            "oid",
            "float4",
            "float8",
            "money",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
            "uuid",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "pg_lsn",
            "name");

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param type as SQL writes it, with its schema
     * @param base the type's own name, that of a domain's base
     */
    record Column(String name, String type, String base) {

        /**
         * Text that is the same on every version: 16 writes the type "char" otherwise. That of bytea would be twice as long as the
         * value, and may be longer than a text can be.
         */
        String canonical() {
            String quoted = "t." + Identifier.quote(name);
            return switch (base) {
                case "char" -> quoted + "::\"char\"::pg_catalog.int4::pg_catalog.text";
                case "bytea" -> "pg_catalog.md5(" + quoted + "::pg_catalog.bytea)";
                default -> quoted + "::pg_catalog.text";
            };
        }

        /** As {@link #canonical}, and short: the texts of a row together may be longer than a text can be. */
        String digest() {
            return SHORT.contains(base) ? canonical() : "pg_catalog.md5(" + canonical() + ")";
        }
    }

    /** ONLY: rows of a child are the child's. */
    String from() {
        return "ONLY " + QualifiedName.quote(id) + " AS t";
    }

    /** 32 hexadecimal digits of a row. */
    String rowHash() {
        return "pg_catalog.md5(" + texts(columns, Column::digest) + ")";
    }

    /** What tells a row from the others: its key, or without one the row itself. */
    String identity() {
        return key.isEmpty() ? rowHash() : texts(key, Column::canonical);
    }

    /** A JSON array of texts, in which each column keeps apart from the next without the quoting of rows. */
    private static String texts(List<Column> columns, Function<Column, String> text) {
        return "pg_catalog.array_to_json(ARRAY["
                + columns.stream().map(text).collect(Collectors.joining(", "))
                + "]::pg_catalog.text[])::pg_catalog.text";
    }

    /** {@code id = 7} or {@code (a, b) = (7, 8)} of an {@link #identity}. */
    String describe(String identity) {
        String values;
        try {
            values = String.join(", ", JSON.readValue(identity, String[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the server made no JSON of a key", e);
        }
        String names = key.stream().map(Column::name).collect(Collectors.joining(", "));
        return key.size() == 1 ? names + " = " + values : "(" + names + ") = (" + values + ")";
    }
}
