package dev.culvert.runtime.metrics;

import static dev.culvert.runtime.status.Scene.GB;
import static dev.culvert.runtime.status.Scene.MB;
import static dev.culvert.runtime.status.Scene.ORDERS;
import static dev.culvert.runtime.status.Scene.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.status.Scene;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.PipelinePhase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineMetricsTest {
    private final Scene scene = new Scene();
    private final PipelineMetrics metrics = new PipelineMetrics(List.of(scene.view));

    @AfterEach
    void close() {
        metrics.close();
    }

    private List<String> scrape(String name) {
        return metrics.scrape().lines().filter(line -> line.startsWith(name)).toList();
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        String all = metrics.scrape();

        assertThat(all).doesNotContain("NaN");
        assertThat(scrape("culvert_lag_bytes")).isEmpty();
        assertThat(scrape("culvert_latency_seconds")).isEmpty();
        assertThat(scrape("culvert_wal_retained_bytes")).isEmpty();
        assertThat(scrape("culvert_snapshot_rows")).isEmpty();
        assertThat(scrape("culvert_rows_total")).containsExactly("culvert_rows_total{pipeline=\"shop\"} 0.0");
        assertThat(scrape("culvert_phase{")).contains("culvert_phase{phase=\"starting\",pipeline=\"shop\"} 1.0");
    }

    @Test
    void aStreamIsCounted() {
        scene.board.phase(PipelinePhase.STREAMING);
        scene.board.walEnd(at(2 * MB));
        scene.board.received(at(2 * MB));
        scene.board.change(ORDERS);
        scene.board.sent(ORDERS, 300);
        scene.board.transaction(scene.now());
        scene.pass(Duration.ofMillis(250));
        scene.board.durable(at(2 * MB));
        scene.board.confirmed(at(MB));
        scene.board.restart();
        scene.slot("reserved", Optional.of(GB), Optional.empty());

        assertThat(scrape("culvert_"))
                .contains(
                        "culvert_rows_total{pipeline=\"shop\"} 1.0",
                        "culvert_sent_bytes_total{pipeline=\"shop\"} 300.0",
                        "culvert_transactions_total{pipeline=\"shop\"} 1.0",
                        "culvert_restarts_total{pipeline=\"shop\"} 1.0",
                        "culvert_table_changes_total{pipeline=\"shop\",table=\"public.orders\"} 1.0",
                        "culvert_table_changes_total{pipeline=\"shop\",table=\"public.items\"} 0.0",
                        "culvert_table_sent_bytes_total{pipeline=\"shop\",table=\"public.orders\"} 300.0",
                        "culvert_lag_bytes{pipeline=\"shop\",position=\"received\"} 0.0",
                        "culvert_lag_bytes{pipeline=\"shop\",position=\"durable\"} 0.0",
                        "culvert_lag_bytes{pipeline=\"shop\",position=\"confirmed\"} 1048576.0",
                        "culvert_latency_seconds{pipeline=\"shop\",quantile=\"0.99\"} 0.25",
                        "culvert_last_commit_age_seconds{pipeline=\"shop\"} 0.25",
                        "culvert_wal_retained_bytes{pipeline=\"shop\"} 1.073741824E9",
                        "culvert_wal_allowed_bytes{pipeline=\"shop\"} 1.073741824E10",
                        "culvert_slot_active{pipeline=\"shop\"} 1.0",
                        "culvert_phase{phase=\"streaming\",pipeline=\"shop\"} 1.0",
                        "culvert_phase{phase=\"snapshot\",pipeline=\"shop\"} 0.0");
        assertThat(scrape("culvert_wal_safe_bytes")).isEmpty();
    }

    @Test
    void aTableThatAppearsLaterIsCountedToo() {
        metrics.scrape();
        TableId late = new TableId("sales", "late \"one\"");
        scene.board.tables(Map.of(ORDERS, "o", late, "l"));
        scene.board.phase(PipelinePhase.SNAPSHOT);
        scene.board.copying(late, 10);
        scene.board.copiedRow(late);

        assertThat(scrape("culvert_table_snapshot_rows_total"))
                .anyMatch(line -> line.contains("late") && line.endsWith(" 1.0"));
        assertThat(scrape("culvert_table_changes_total")).as("items is gone").hasSize(2);
    }

    @Test
    void anAlertIsTold() {
        assertThat(scrape("culvert_alerts"))
                .contains("culvert_alerts{code=\"CV-LAG\",pipeline=\"shop\",severity=\"warning\"} 0.0");

        scene.board.findings(List.of(
                new Finding(ErrorCode.LAG, Severity.WARNING, "a", "b", "c"),
                new Finding(ErrorCode.SHAPE_CHANGED, Severity.ERROR, "a", "b", "c")));

        assertThat(scrape("culvert_alerts"))
                .contains(
                        "culvert_alerts{code=\"CV-LAG\",pipeline=\"shop\",severity=\"warning\"} 1.0",
                        "culvert_alerts{code=\"CV-SHAPE-CHANGED\",pipeline=\"shop\",severity=\"error\"} 1.0");

        scene.board.findings(List.of());

        assertThat(scrape("culvert_alerts"))
                .contains("culvert_alerts{code=\"CV-SHAPE-CHANGED\",pipeline=\"shop\",severity=\"error\"} 0.0");
    }
}
