package dev.culvert.runtime;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.runtime.engine.Engines;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.stream.StopAt;
import dev.culvert.runtime.stream.StreamHandler;
import dev.culvert.runtime.watch.Watch;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import java.util.List;
import java.util.Optional;

/** The stream, from a position until its end or until it is halted. */
final class StreamStage {
    private final Stage stage;
    private volatile boolean progress;

    StreamStage(Stage stage) {
        this.stage = stage;
    }

    /** Whether anything became durable. */
    boolean madeProgress() {
        return progress;
    }

    /**
     * @param phase what the offset records say is being done
     * @return the position at the end that was asked for; empty if it was halted before
     * @throws CulvertException why the engine, the writer or the watch ended it
     */
    Optional<Position> run(Position start, Phase phase, StopAt stopAt) {
        StatusBoard board = stage.board();
        CaptureEngine capture = engine(phase);
        if (!stage.halt().admits(capture::stop)) {
            return Optional.empty();
        }
        board.durable(start.commitEndLsn());
        StreamHandler handler = new StreamHandler(
                capture,
                stage.captured().encoder(),
                stage.captured().eventEncoder(),
                stage.writer(),
                stage.captured().transactionLog(),
                stage.offsets(),
                stage.shapes(),
                phase,
                start,
                stage.options().policy(),
                stopAt,
                board);
        try (capture;
                Watch watch = watch(phase, () -> tick(capture, handler, start))) {
            watch.start();
            run(capture, start, handler);
        } finally {
            capture.backend().ifPresent(stage.ownBackends()::add);
        }
        stage.halt().throwReason();
        return handler.hasReachedEnd() ? Optional.of(handler.durable()) : Optional.empty();
    }

    /** A snapshot is not interrupted for another table. */
    private Watch watch(Phase phase, Runnable everyTick) {
        return phase instanceof Phase.Streaming ? stage.watchForTables(everyTick) : stage.watch(everyTick);
    }

    /** Tables that begin anew after this stage are not delivered by it. */
    private CaptureEngine engine(Phase phase) {
        List<TableSchema> tables = stage.shapes().schemas().stream()
                .filter(table -> !phase.renewed().contains(table.id()))
                .toList();
        return Engines.of(
                stage.endpoints().sessions(), stage.endpoints().definition().source(), tables, stage.shapes());
    }

    private void run(CaptureEngine capture, Position start, StreamHandler handler) {
        try {
            capture.run(start.commitEndLsn(), stage.captured().masks().over(handler));
        } catch (CulvertException e) {
            // what came whole before, a table's last rows in its old shape for example, need not be given up
            if (!stage.halt().hasReason() && stage.writer().inTransaction()) {
                finish(handler, e);
            }
            throw e;
        }
        if (!stage.halt().hasReason()) {
            handler.finish();
        }
    }

    private static void finish(StreamHandler handler, CulvertException reason) {
        try {
            handler.finish();
        } catch (CulvertException e) {
            if (e != reason) { // a writer that failed says the same again
                reason.addSuppressed(e);
            }
        }
    }

    private void tick(CaptureEngine capture, StreamHandler handler, Position start) {
        Lsn received = capture.received();
        if (!received.equals(Lsn.ZERO)) {
            stage.board().received(received);
        }
        progress |= handler.durable().commitEndLsn().isAfter(start.commitEndLsn());
    }
}
