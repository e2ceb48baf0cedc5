package dev.culvert.sink.flink.iceberg;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.store.Positions;
import dev.culvert.sink.flink.value.ColumnForms;
import dev.culvert.sink.flink.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * The schema of one table: made from the records' columns, then changed as they change. A column that records do not have any more stays and is
 * not written.
 *
 * <p>A value that the column's type does not have goes as PostgreSQL's text into a column beside it, which is made when the first comes.
 */
final class TableShape {
    private static final int FIRST_WITH_DEFAULTS = 3;
    private static final String TO_FILL = "culvert.to-fill";
    private static final String MISSING = "culvert.missing";

    private final Table table;
    private final TableIdentifier name;
    private final LakeArrival arrival;

    /** Of a table that is there. @param arrival of the rows that are to go into it */
    TableShape(Table table, TableIdentifier name, LakeArrival arrival) {
        this.table = table;
        this.name = name;
        this.arrival = arrival;
    }

    /** The schema of a table that is made. */
    static Schema of(TableIdentifier table, Columns columns, List<String> key) {
        List<Types.NestedField> fields = new ArrayList<>();
        Set<Integer> identifiers = new HashSet<>();
        int id = 1;
        for (Columns.Column column : columns.list()) {
            int own = id++;
            if (key.contains(column.name())) {
                identifiers.add(own);
                fields.add(Types.NestedField.required(own, column.name(), ColumnForms.ofKey(type(table, column))));
            } else {
                Type type = ColumnForms.of(type(table, column), id);
                id += type.isListType() ? 1 : 0;
                fields.add(Types.NestedField.optional(own, column.name(), type));
            }
        }
        return new Schema(fields, identifiers);
    }

    private static String type(TableIdentifier table, Columns.Column column) {
        return column.type()
                .orElseThrow(() -> refuse(
                        table,
                        "Records in JSON do not tell the type of its column \"" + column.name() + "\".",
                        "Let the pipeline write Avro (format.value)."));
    }

    /**
     * Changes the table so that it holds rows of these columns and this key.
     *
     * @return of the columns that are added and have a value in older rows, where the format cannot say so
     * @throws CulvertException {@link ErrorCode#SINK_TABLE} if it cannot
     */
    List<Added> require(Columns columns, List<String> key) {
        Schema schema = table.schema();
        requireKey(schema, name, key);
        requireCommonKey(schema, key);
        List<Added> missing = new ArrayList<>();
        Set<String> toFill = toFill();
        Transaction transaction = table.newTransaction();
        UpdateSchema update = transaction.updateSchema();
        boolean any = false;
        for (Columns.Column column : columns.list()) {
            Types.NestedField there = schema.findField(column.name());
            boolean isKey = key.contains(column.name());
            Type wanted = isKey ? ColumnForms.ofKey(type(name, column)) : ColumnForms.of(type(name, column), 0);
            if (there == null) {
                add(update, column, wanted, missing);
                any = true;
                continue;
            }
            if (toFill.contains(column.name())) {
                column.missing().ifPresent(text -> missing.add(new Added(column.name(), text)));
            }
            if (isWider(there.type(), wanted)) {
                update.updateColumn(column.name(), wanted.asPrimitiveType());
                any = true;
            } else if (!holds(there.type(), wanted)) {
                throw refuse(
                        name,
                        "Its column \"" + column.name() + "\" is of type " + there.type() + ", and values of type "
                                + wanted + " are to go into it.",
                        "Drop the table in its catalog and copy it anew: culvert run FILE --resnapshot TABLE.");
            }
        }
        if (any) {
            update.commit();
            if (!missing.isEmpty()) {
                // whoever comes after a failure has to know
                transaction
                        .updateProperties()
                        .set(toFill(arrival), fillJson(missing))
                        .commit();
            }
            transaction.commitTransaction();
            table.refresh();
        }
        keepMissing(columns);
        return missing;
    }

    private void keepMissing(Columns columns) {
        Map<String, String> known = missing(table, arrival);
        Map<String, String> all = new TreeMap<>(known);
        columns.list().forEach(column -> column.missing().ifPresent(text -> all.put(column.name(), text)));
        if (!all.equals(known)) {
            ObjectNode json = Positions.node();
            all.forEach(json::put);
            table.updateProperties()
                    .set(property(MISSING, arrival), json.toString())
                    .commit();
            table.refresh();
            addBeside(table, name, beside(all));
        }
    }

    /** Columns beside others that these values need. */
    private Set<String> beside(Map<String, String> missing) {
        return new LinkedHashSet<>(Refill.needsBeside(
                table,
                missing.entrySet().stream()
                        .filter(each -> table.schema().findField(each.getKey()) != null)
                        .map(each -> new Added(each.getKey(), each.getValue()))
                        .toList()));
    }

    /**
     * What rows from before a column have in it, by the column. A copy's rows may come when a change has brought the column already: the partitions of a
     * topic are read one beside the other.
     */
    static Map<String, String> missing(Table table, LakeArrival arrival) {
        Map<String, String> missing = new TreeMap<>();
        Positions.read(table.properties().getOrDefault(property(MISSING, arrival), "{}"))
                .properties()
                .forEach(each -> missing.put(each.getKey(), each.getValue().asText()));
        return missing;
    }

    /** The property of a table, while older rows of a table of the source lack a value that the source's have. */
    static String toFill(LakeArrival arrival) {
        return property(TO_FILL, arrival);
    }

    private static String property(String name, LakeArrival arrival) {
        return arrival.isShared() ? name + "." + arrival.source() : name;
    }

    /** Columns whose value in older rows is not in these yet. */
    private Set<String> toFill() {
        Set<String> columns = new HashSet<>();
        Positions.read(table.properties().getOrDefault(toFill(arrival), "[]"))
                .forEach(each -> columns.add(each.asText()));
        return columns;
    }

    private static String fillJson(List<Added> missing) {
        ArrayNode names = Positions.node().arrayNode();
        missing.forEach(column -> names.add(column.column()));
        return names.toString();
    }

    /** A column with a value in rows that are there already. */
    record Added(String column, String text) {}

    private void add(UpdateSchema update, Columns.Column column, Type type, List<Added> missing) {
        Optional<Literal<?>> value = column.missing().flatMap(text -> literal(type, text));
        if (value.isPresent()) {
            update.addColumn(null, column.name(), type, (String) null, value.get());
            return;
        }
        update.addColumn(null, column.name(), type);
        column.missing().ifPresent(text -> missing.add(new Added(column.name(), text)));
    }

    /** From version 3 of the format on a column may have a value for older rows. */
    private Optional<Literal<?>> literal(Type type, String text) {
        boolean can = TableUtil.formatVersion(table) >= FIRST_WITH_DEFAULTS && type.isPrimitiveType();
        if (!can || arrival.isShared()) { // the others' rows do not have it
            return Optional.empty();
        }
        Object value = Value.reader(type).of(text);
        return value == Value.UNFIT ? Optional.empty() : Literals.of(type, value);
    }

    /** The key's columns have to be in every row of the table. */
    private void requireCommonKey(Schema schema, List<String> key) {
        Set<String> known = schema.identifierFieldNames();
        if (arrival.isShared() && !known.isEmpty() && !known.equals(Set.copyOf(key))) {
            throw refuse(
                    name,
                    "Its rows are found by " + String.join(", ", new TreeSet<>(known)) + ", and those of "
                            + arrival.source() + " by " + String.join(", ", key) + ".",
                    "Let that table go into another one (sinks[].tables[].into), or give the columns of its key the same names (rename).");
        }
    }

    /** @throws CulvertException {@link ErrorCode#SINK_TABLE} if rows cannot be looked for by these columns */
    static void requireKey(Schema schema, TableIdentifier name, List<String> key) {
        for (String column : key) {
            Types.NestedField field = schema.findField(column);
            if (field == null
                    || !field.type().isPrimitiveType()
                    || field.type().typeId() == Type.TypeID.FLOAT
                    || field.type().typeId() == Type.TypeID.DOUBLE) {
                throw refuse(
                        name,
                        field == null
                                ? "It has no column \"" + column + "\", which is in the key of the records."
                                : "Its column \"" + column
                                        + "\" is in the key of the records, and a row cannot be looked for by the type "
                                        + field.type() + ".",
                        "Drop the table in its catalog and copy it anew: culvert run FILE --resnapshot TABLE.");
            }
        }
    }

    /** Whether a column can be widened to a type. */
    private static boolean isWider(Type there, Type wanted) {
        return wanted.isPrimitiveType()
                && there.isPrimitiveType()
                && !there.equals(wanted)
                && !(there.typeId() == Type.TypeID.DATE)
                && TypeUtil.isPromotionAllowed(there, wanted.asPrimitiveType());
    }

    /** Whether values of one type go into a column of another as they are. */
    private static boolean holds(Type there, Type wanted) {
        if (there.typeId() == Type.TypeID.STRING) {
            return true;
        }
        if (there.isListType() && wanted.isListType()) {
            return holds(there.asListType().elementType(), wanted.asListType().elementType());
        }
        return there.isPrimitiveType()
                && wanted.isPrimitiveType()
                && (there.equals(wanted) || TypeUtil.isPromotionAllowed(wanted, there.asPrimitiveType()));
    }

    /** Makes columns for values that others cannot hold. */
    static void addBeside(Table table, TableIdentifier name, Set<String> columns) {
        if (columns.isEmpty()) {
            return;
        }
        UpdateSchema update = table.updateSchema();
        for (String column : columns) {
            if (table.schema().findField(ColumnForms.beside(column)) == null) {
                update.addColumn(
                        null,
                        ColumnForms.beside(column),
                        Types.StringType.get(),
                        "what " + column + " cannot hold, as PostgreSQL writes it");
            }
        }
        update.commit();
        table.refresh();
    }

    static CulvertException refuse(TableIdentifier table, String fact, String remedy) {
        return new CulvertException(
                ErrorCode.SINK_TABLE, "table " + table + " of the sink", fact, Changed.NOTHING, remedy);
    }
}
