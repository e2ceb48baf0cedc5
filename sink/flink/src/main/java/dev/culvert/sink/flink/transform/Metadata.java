package dev.culvert.sink.flink.transform;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.record.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A column that tells of the last change of a row. */
public enum Metadata {
    OP("op", "_op", "text"),
    LSN("lsn", "_lsn", "int8"),
    COMMITTED_AT("committedAt", "_committed_at", "timestamptz"),
    TABLE("table", "_table", "text"),
    /** When the row was deleted, where it stays all the same. */
    DELETED_AT("", "_deleted_at", "timestamptz");

    private static final String UTC = "+00";

    private final String key;
    private final Columns.Column column;

    Metadata(String key, String name, String type) {
        this.key = key;
        this.column = new Columns.Column(name, Optional.of("pg_catalog.\"" + type + '"'), Optional.empty());
    }

    /** What a table has. */
    public static List<Metadata> of(SinkTable rule) {
        List<Metadata> list = new ArrayList<>();
        for (Metadata each : values()) {
            if (rule.metadata().contains(each.key)) {
                list.add(each);
            }
        }
        if (rule.deletes() == SinkTable.Deletes.MARK) {
            list.add(DELETED_AT);
        }
        return list;
    }

    /**
     * What rows that a truncate marks have in it, as SQL; empty if that is as it was.
     *
     * @param origin of the truncate, or none
     * @param at when it was committed, as SQL
     */
    public Optional<String> whenMarked(Change.Origin origin, String at) {
        return switch (this) {
            case OP -> Optional.of("'d'");
            case LSN -> Optional.of(Long.toString(origin.lsn())).filter(known -> origin.lsn() != 0);
            case COMMITTED_AT -> Optional.of(at);
            case TABLE, DELETED_AT -> Optional.empty();
        };
    }

    /** Its name and type. */
    public Columns.Column column() {
        return column;
    }

    /** PostgreSQL's text of it; null for SQL NULL. */
    String of(TableId table, Change.Place place, Change.Origin origin) {
        return switch (this) {
            case OP -> Character.toString(place.op());
            case LSN -> Long.toString(origin.lsn());
            case COMMITTED_AT -> TimeText.timestamp(origin.commitMicros(), UTC);
            case TABLE -> table.toString();
            case DELETED_AT ->
                place.kind() == Change.Kind.DELETE ? TimeText.timestamp(origin.commitMicros(), UTC) : null;
        };
    }
}
