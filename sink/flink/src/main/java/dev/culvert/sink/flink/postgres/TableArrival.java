package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.transform.Metadata;
import dev.culvert.sink.flink.transform.RowsLacking;
import java.util.List;
import java.util.Optional;

/**
 * What the definition says of the rows of one table that the writer has to know: whether it shares its table here with others, and whether
 * rows that are deleted stay.
 */
record TableArrival(TableId source, boolean isShared, boolean marks, List<Metadata> metadata) {

    static TableArrival of(TableId source, Optional<SinkTable> rule) {
        return new TableArrival(
                source,
                rule.filter(SinkTable::tellsTable).isPresent(),
                rule.filter(each -> each.deletes() == SinkTable.Deletes.MARK).isPresent(),
                rule.map(Metadata::of).orElse(List.of()));
    }

    /** Which rows are of the source's table, in SQL. */
    String own() {
        return isShared ? name(Metadata.TABLE) + " = " + Literal.quote(source.toString()) : "true";
    }

    /** Its rows go, or are marked. */
    void empty(Session session, TargetTable target, Change.Origin origin) {
        String own = own();
        if (!marks) {
            session.update("DELETE FROM " + target.sql() + " WHERE " + own);
        } else if (target.has(Metadata.DELETED_AT.column().name())) {
            String at = origin.equals(Change.Origin.NONE)
                    ? "pg_catalog.now()"
                    : "TIMESTAMPTZ 'epoch' + " + origin.commitMicros() + " * INTERVAL '1 microsecond'";
            session.update("UPDATE " + target.sql() + " SET " + name(Metadata.DELETED_AT) + " = " + at
                    + told(target, origin, at) + " WHERE " + own
                    + " AND " + name(Metadata.DELETED_AT) + " IS NULL");
        } else {
            target.add(Metadata.DELETED_AT.column());
            empty(session, target, origin);
        }
    }

    /** What else the rows say of the change that marks them. */
    private String told(TargetTable target, Change.Origin origin, String at) {
        StringBuilder told = new StringBuilder();
        for (Metadata each : metadata) {
            Optional<String> value = each.whenMarked(origin, at)
                    .filter(known -> target.has(each.column().name()));
            value.ifPresent(
                    text -> told.append(", ").append(name(each)).append(" = ").append(text));
        }
        return told.toString();
    }

    /** A row that is not here is to keep values. */
    CulvertException lacksValues() {
        return RowsLacking.of(source);
    }

    private static String name(Metadata metadata) {
        return Identifier.quote(metadata.column().name());
    }
}
