package dev.culvert.connector.debezium;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.connector.replication.SlotStream;
import dev.culvert.connector.replication.WalStream;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.error.CulvertException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Captures changes by Debezium's PostgreSQL connector. A table that has another shape in the stream than before is followed, if the
 * {@link ShapeFollower} says how, or ends it with {@code SHAPE_CHANGED} or {@code KEY_CHANGED}, before its first row. What Debezium cannot carry at all is
 * told before by {@link DebeziumLimits}.
 *
 * <p>{@link #run} throws {@code SLOT_IN_USE}, {@code SLOT_MISSING}, {@code SLOT_LOST}, {@code SLOT_AHEAD},
 * {@code PUBLICATION_MISSING}, {@code SHAPE_CHANGED}, {@code KEY_CHANGED}, {@code VALUE_UNDECODABLE}, {@code STREAM_PROTOCOL},
 * {@code STREAM_BROKEN}, {@code PG_CONNECTION_LOST} and what a connect throws.
 */
public final class DebeziumEngine implements CaptureEngine {
    private final Sessions sessions;
    private final String slotName;
    private final String publication;
    private final Relations relations;
    private final SlotStream slot;
    private final StreamMonitor monitor = new StreamMonitor();

    /**
     * @param slot the slot's name, {@code [a-z_][a-z0-9_]{0,62}}
     * @param publication the publication's name, likewise
     * @param tables the captured tables with their published columns; others in the publication are passed over
     */
    public DebeziumEngine(Sessions sessions, String slot, String publication, List<TableSchema> tables) {
        this(sessions, slot, publication, tables, ShapeFollower.NONE);
    }

    /** @param follower is asked about tables that have another shape in the stream than before */
    public DebeziumEngine(
            Sessions sessions, String slot, String publication, List<TableSchema> tables, ShapeFollower follower) {
        this.sessions = sessions;
        this.slotName = slot;
        this.slot = new SlotStream(sessions, slot, publication);
        this.publication = publication;
        this.relations = new Relations(tables, follower);
    }

    @Override
    public void run(Lsn start, ChangeHandler handler) {
        try {
            stream(start, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CulvertException e) {
            if (!monitor.isStopped()) {
                throw e;
            }
            // told to stop, its session is gone: that is no error
        }
    }

    private void stream(Lsn start, ChangeHandler handler) throws InterruptedException {
        Optional<WalStream> opened = slot.open(start, monitor::isStopped, monitor::fail);
        if (opened.isPresent()) {
            stream(opened.get(), start, handler);
        }
    }

    private void stream(WalStream stream, Lsn start, ChangeHandler handler) throws InterruptedException {
        EngineTask task = new EngineTask((decoder, types) -> new EngineStream(
                stream,
                relations,
                decoder,
                types,
                monitor,
                io.debezium.connector.postgresql.connection.Lsn.valueOf(start.value())));
        try (CatalogConnections.Engine catalog = CatalogConnections.Engine.register(sessions);
                TaskRunner runner = new TaskRunner(task, monitor)) {
            StartPosition position = new StartPosition(
                    start, EngineSettings.of(catalog.key(), sessions.settings().address(), slotName, publication));
            if (runner.start(position)) {
                deliver(runner, handler);
            }
        }
    }

    private void deliver(TaskRunner runner, ChangeHandler handler) throws InterruptedException {
        RecordReader reader = new RecordReader(relations, monitor, handler);
        while (!monitor.isStopped()) {
            // looked at before the poll: what went in before the failure is out when the poll finds nothing
            Optional<CulvertException> failure = monitor.failure();
            List<SourceRecord> records = runner.poll();
            for (SourceRecord record : records) {
                if (monitor.isStopped()) {
                    return;
                }
                reader.accept(record);
            }
            if (records.isEmpty()) {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                handler.idle();
            }
        }
    }

    @Override
    public void confirm(Lsn durable) {
        slot.confirm(durable);
    }

    @Override
    public void stop() {
        monitor.stop();
    }

    @Override
    public Lsn received() {
        return slot.received();
    }

    @Override
    public OptionalInt backend() {
        return slot.backend();
    }

    @Override
    public void close() {
        monitor.stop();
        slot.close();
    }
}
