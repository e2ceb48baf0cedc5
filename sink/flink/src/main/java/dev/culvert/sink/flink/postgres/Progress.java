package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.load.TargetCatalog;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.source.TableTopic;
import dev.culvert.sink.flink.store.PipelineSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How far the tables are, in tables beside them: the next offset of each partition, the last transaction, and which topic each table is in.
 * Written in the transaction that brings the rows. For one thread.
 */
final class Progress {
    private final String sink;
    private final Map<Place, Long> offsets = new HashMap<>();
    private final Map<TableId, String> topics = new HashMap<>();
    private final Set<String> former = new HashSet<>();

    private final Map<String, String> ids = new HashMap<>();
    private boolean topicsChanged;
    /** Topics whose table was there at a commit. */
    private final Set<String> made = new HashSet<>();

    /** @param former whether the table has left it @param made whether its table was there at a commit */
    private record KnownTopic(String topic, String id, TableId table, boolean former, boolean made) {}

    private Progress(String sink) {
        this.sink = sink;
    }

    /** Makes the tables where they are missing. */
    static void prepare(Session session) {
        if (exists(session) && hasMade(session)) {
            return;
        }
        session.transaction(() -> {
            session.update("CREATE SCHEMA IF NOT EXISTS culvert");
            session.update(
                    """
                    CREATE TABLE IF NOT EXISTS culvert.sink_offset (
                        sink pg_catalog.text, topic pg_catalog.text, partition pg_catalog.int4,
                        next_offset pg_catalog.int8 NOT NULL,
                        PRIMARY KEY (sink, topic, partition))""");
            session.update(
                    """
                    CREATE TABLE IF NOT EXISTS culvert.sink_table (
                        sink pg_catalog.text, topic pg_catalog.text,
                        schema_name pg_catalog.text NOT NULL, table_name pg_catalog.text NOT NULL,
                        topic_id pg_catalog.text NOT NULL, former pg_catalog.bool NOT NULL,
                        made pg_catalog.bool NOT NULL DEFAULT false,
                        PRIMARY KEY (sink, topic))""");
            session.update(
                    "ALTER TABLE culvert.sink_table ADD COLUMN IF NOT EXISTS made pg_catalog.bool NOT NULL DEFAULT false");
            session.update(
                    """
                    CREATE TABLE IF NOT EXISTS culvert.sink_state (
                        sink pg_catalog.text PRIMARY KEY, txn_seq pg_catalog.int8 NOT NULL,
                        commit_end_lsn pg_catalog.pg_lsn NOT NULL, commit_time pg_catalog.timestamptz NOT NULL,
                        applied_at pg_catalog.timestamptz NOT NULL)""");
            return true;
        });
    }

    private static boolean hasMade(Session session) {
        return new TargetCatalog(session)
                .columns(new TableId("culvert", "sink_table")).stream()
                        .anyMatch(column -> column.name().equals("made"));
    }

    private static boolean exists(Session session) {
        return session.one(
                "SELECT pg_catalog.to_regclass('culvert.sink_state') IS NOT NULL AS there", row -> row.bool("there"));
    }

    /**
     * Offsets mean something in the topics only that they were read from.
     *
     * @throws CulvertException {@link ErrorCode#SINK_GAP} if one was deleted and made again
     */
    void requireSame(List<TableTopic> tables) {
        for (TableTopic table : tables) {
            String known = ids.get(table.topic());
            if (known != null && !known.equals(table.id())) {
                throw new CulvertException(
                        ErrorCode.SINK_GAP,
                        "topic " + table.topic(),
                        "It is not the topic that the sink " + sink
                                + " has read: it has another id, so it was deleted and made again.",
                        Changed.NOTHING,
                        "When the pipeline has copied the table into it, let the sink begin anew with it:\nDELETE FROM culvert.sink_offset WHERE sink = "
                                + Literal.quote(sink) + " AND topic = " + Literal.quote(table.topic())
                                + ";\nDELETE FROM culvert.sink_table WHERE sink = " + Literal.quote(sink)
                                + " AND topic = "
                                + Literal.quote(table.topic()) + ";\nand delete the rows of the table that it has for "
                                + table.table()
                                + ".");
            }
        }
    }

    /** What is kept under the name; nothing if it was never used. */
    static Progress read(Session session, String sink) {
        Progress progress = new Progress(sink);
        if (exists(session)) {
            String made = hasMade(session) ? "made" : "false AS made";
            session.list(
                            "SELECT topic, partition, next_offset FROM culvert.sink_offset WHERE sink = ?",
                            row -> Map.entry(
                                    new Place(row.text("topic"), row.integer("partition")), row.number("next_offset")),
                            sink)
                    .forEach(each -> progress.offsets.put(each.getKey(), each.getValue()));
            session.list(
                            "SELECT topic, topic_id, schema_name, table_name, former, " + made
                                    + " FROM culvert.sink_table WHERE sink = ?",
                            row -> new KnownTopic(
                                    row.text("topic"),
                                    row.text("topic_id"),
                                    new TableId(row.text("schema_name"), row.text("table_name")),
                                    row.bool("former"),
                                    row.bool("made")),
                            sink)
                    .forEach(progress::add);
        }
        return progress;
    }

    /** The last transaction that is in the tables; empty while there is none. */
    static Optional<PipelineSink.Last> last(Session session, String sink) {
        return exists(session)
                ? session.optional(
                        "SELECT txn_seq, commit_end_lsn, commit_time FROM culvert.sink_state WHERE sink = ?",
                        row -> new PipelineSink.Last(
                                row.number("txn_seq"), row.lsn("commit_end_lsn"), row.optionalInstant("commit_time")),
                        sink)
                : Optional.empty();
    }

    private void add(KnownTopic known) {
        ids.put(known.topic(), known.id());
        if (known.made()) {
            made.add(known.topic());
        }
        if (known.former()) {
            former.add(known.topic());
        } else {
            topics.put(known.table(), known.topic());
        }
    }

    /** The next offset of each partition of which anything is in the tables. */
    Map<Place, Long> offsets() {
        return offsets;
    }

    /** Whether what has this offset is in the tables: a replay brings it again. */
    boolean has(Place place, long offset) {
        return offset < offsets.getOrDefault(place, 0L);
    }

    /** Whether its table here has been there: it was filled from the topic that it is in. */
    boolean isMade(TableId table) {
        return topics.containsKey(table) && made.contains(topics.get(table));
    }

    /** Notes, in the transaction that is open, that the table here is there. */
    void make(Session session, TableId table) {
        String topic = topics.get(table);
        if (topic != null && made.add(topic)) {
            session.update("UPDATE culvert.sink_table SET made = true WHERE sink = ? AND topic = ?", sink, topic);
        }
    }

    /** Whether the topic is one that its table has left. */
    boolean isFormer(String topic) {
        return former.contains(topic);
    }

    /** Notes the topic that a table is in. @return whether it was in another one before */
    boolean movesTo(TableId table, String topic) {
        String before = topics.get(table);
        if (topic.equals(before)) {
            return false;
        }
        topics.put(table, topic);
        topicsChanged = true;
        return before != null && former.add(before);
    }

    /** Writes how far it is, in the transaction that is open. @param tables asked where a topic is new */
    void write(
            Session session,
            Map<Place, Long> reached,
            Optional<PipelineElement.Commit> last,
            Supplier<List<TableTopic>> tables) {
        List<String> names = new ArrayList<>();
        List<String> partitions = new ArrayList<>();
        List<String> next = new ArrayList<>();
        reached.forEach((place, offset) -> {
            names.add(place.topic());
            partitions.add(Integer.toString(place.partition()));
            next.add(Long.toString(offset));
        });
        session.update(
                """
                INSERT INTO culvert.sink_offset (sink, topic, partition, next_offset)
                SELECT ?, n.topic, n.partition::pg_catalog.int4, n.next_offset::pg_catalog.int8
                FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[]),
                                pg_catalog.unnest(?::pg_catalog.text[])) AS n (topic, partition, next_offset)
                ON CONFLICT (sink, topic, partition) DO UPDATE SET next_offset = EXCLUDED.next_offset""",
                sink,
                names,
                partitions,
                next);
        if (topicsChanged) {
            tables.get().forEach(table -> ids.putIfAbsent(table.topic(), table.id()));
            writeTopics(session);
        }
        last.ifPresent(commit -> session.update(
                """
                INSERT INTO culvert.sink_state (sink, txn_seq, commit_end_lsn, commit_time, applied_at)
                VALUES (?, ?, ?::pg_catalog.text::pg_catalog.pg_lsn,
                        TIMESTAMPTZ 'epoch' + ? * INTERVAL '1 microsecond', pg_catalog.clock_timestamp())
                ON CONFLICT (sink) DO UPDATE SET txn_seq = EXCLUDED.txn_seq, commit_end_lsn = EXCLUDED.commit_end_lsn,
                    commit_time = EXCLUDED.commit_time, applied_at = EXCLUDED.applied_at""",
                sink,
                commit.transaction(),
                new Lsn(commit.commitEndLsn()).toString(),
                commit.commitMicros()));
    }

    private void writeTopics(Session session) {
        topics.forEach((table, topic) -> session.update(
                """
                INSERT INTO culvert.sink_table (sink, topic, topic_id, schema_name, table_name, former)
                VALUES (?, ?, ?, ?, ?, false)
                ON CONFLICT (sink, topic) DO NOTHING""",
                sink,
                topic,
                ids.getOrDefault(topic, ""),
                table.schema(),
                table.name()));
        former.forEach(topic -> session.update(
                "UPDATE culvert.sink_table SET former = true WHERE sink = ? AND topic = ? AND NOT former",
                sink,
                topic));
    }

    /** What was written is durable. */
    void committed(Map<Place, Long> reached) {
        offsets.putAll(reached);
        topicsChanged = false;
    }
}
