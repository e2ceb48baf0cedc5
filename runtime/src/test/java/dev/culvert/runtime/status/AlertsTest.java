package dev.culvert.runtime.status;

import static dev.culvert.runtime.status.Scene.GB;
import static dev.culvert.runtime.status.Scene.MB;
import static dev.culvert.runtime.status.Scene.ORDERS;
import static dev.culvert.runtime.status.Scene.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.culvert.schemas.definition.AlertsDefinition.Threshold;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.PipelinePhase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AlertsTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Alerts.class);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Scene scene = new Scene();

    @BeforeEach
    void listen() {
        log.start();
        LOGGER.addAppender(log);
        streaming(scene);
    }

    @AfterEach
    void stopListening() {
        LOGGER.detachAppender(log);
    }

    /** For long enough to have caught up. */
    private static void streaming(Scene scene) {
        scene.board.phase(PipelinePhase.STREAMING);
        scene.pass(Duration.ofSeconds(15));
    }

    private void lag(long bytes) {
        scene.board.walEnd(at(1_000 * MB));
        scene.board.durable(at(1_000 * MB - bytes));
    }

    private List<Finding> findings() {
        return scene.status().findings();
    }

    private List<Level> logged() {
        return log.list.stream().map(ILoggingEvent::getLevel).toList();
    }

    @Test
    void withoutReadingsThereIsNothingToFind() {
        scene.seconds(60);

        assertThat(findings()).isEmpty();
        assertThat(log.list).isEmpty();
    }

    @Test
    void aLagInBytesIsFoundOnceItLasts() {
        lag(11 * MB);
        scene.seconds(2);
        assertThat(findings()).as("a burst is no alert").isEmpty();

        scene.seconds(1);
        Finding finding = findings().get(0);
        assertThat(finding.code()).isEqualTo(ErrorCode.LAG);
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.object()).isEqualTo("pipeline shop");
        assertThat(finding.fact()).contains("11.0 MB").contains("alerts.lag.warn: 5.0 s, 10.0 MB");
        assertThat(finding.remedy()).isNotBlank();
        assertThat(logged()).containsExactly(Level.WARN);

        scene.seconds(30);
        assertThat(logged()).as("once").startsWith(Level.WARN).doesNotHaveDuplicates();
    }

    @Test
    void aLagInTimeIsFoundWhereItIsSmallInBytes() {
        Scene slow = new Scene(
                new Threshold(Optional.of(Duration.ofSeconds(5)), Optional.empty()),
                new Threshold(Optional.of(Duration.ofSeconds(30)), Optional.empty()));
        streaming(slow);
        slow.board.walEnd(at(1_000));
        slow.board.durable(at(1_000));
        slow.board.walEnd(at(1_100));
        slow.seconds(6);
        assertThat(slow.status().findings()).isEmpty();

        slow.seconds(1);
        assertThat(slow.status().findings()).extracting(Finding::severity).containsExactly(Severity.WARNING);

        slow.seconds(25);
        assertThat(slow.status().findings()).extracting(Finding::severity).containsExactly(Severity.ERROR);
        assertThat(slow.status().findings().get(0).fact()).contains("32 s").contains("alerts.lag.critical: 30 s");
    }

    @Test
    void itGetsWorseAndBetterAndEnds() {
        lag(11 * MB);
        scene.seconds(3);
        lag(200 * MB);
        scene.seconds(3);
        assertThat(findings()).extracting(Finding::severity).containsExactly(Severity.ERROR);

        lag(12 * MB);
        scene.seconds(11);
        assertThat(findings()).extracting(Finding::severity).containsExactly(Severity.WARNING);

        lag(0);
        scene.seconds(10);
        assertThat(findings()).as("not at once").hasSize(1);
        scene.seconds(1);
        assertThat(findings()).isEmpty();
        assertThat(logged()).containsExactly(Level.WARN, Level.ERROR, Level.WARN, Level.INFO);
        assertThat(log.list.get(3).getFormattedMessage()).isEqualTo("CV-LAG is over: pipeline shop");
    }

    @Test
    void aLagThatSwingsAroundTheThresholdIsOneAlert() {
        Scene bytes = new Scene(
                new Threshold(Optional.empty(), Optional.of(10 * MB)),
                new Threshold(Optional.empty(), Optional.of(100 * MB)));
        streaming(bytes);
        bytes.board.walEnd(at(1_000 * MB));
        for (int swing = 0; swing < 80; swing++) {
            long low = swing < 40 ? 8 * MB : 0;
            bytes.board.durable(at(1_000 * MB - (swing % 2 == 0 ? 13 * MB : low)));
            bytes.seconds(5);
        }

        assertThat(bytes.status().findings()).hasSize(1);
        assertThat(logged()).containsExactly(Level.WARN);
    }

    @Test
    void spikesAreNoAlert() {
        for (int spike = 0; spike < 20; spike++) {
            lag(50 * MB);
            scene.seconds(1);
            lag(0);
            scene.seconds(1);
        }

        assertThat(findings()).isEmpty();
        assertThat(log.list).isEmpty();
    }

    @Test
    void aCopyIsNoLag() {
        scene.board.phase(PipelinePhase.SNAPSHOT);
        lag(500 * MB);
        scene.seconds(60);

        assertThat(findings()).isEmpty();
    }

    @Test
    void retainedWalWarnsAtHalfAndFailsInFull() {
        scene.slot("reserved", Optional.of(5 * GB - 1), Optional.empty());
        scene.seconds(5);
        assertThat(findings()).isEmpty();

        scene.slot("extended", Optional.of(5 * GB), Optional.empty());
        scene.seconds(3);
        assertThat(findings()).extracting(Finding::severity).containsExactly(Severity.WARNING);

        scene.slot("extended", Optional.of(10 * GB), Optional.empty());
        scene.seconds(3);
        Finding finding = findings().get(0);
        assertThat(finding.code()).isEqualTo(ErrorCode.WAL_RETAINED);
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.object()).isEqualTo("slot \"culvert_shop\"");
        assertThat(finding.fact()).contains("keeps 10.0 GB").contains("maxRetainedWal is 10.0 GB");
        assertThat(finding.remedy())
                .contains("maxRetainedWal only alerts")
                .contains("ALTER SYSTEM SET max_slot_wal_keep_size = '20480MB'; SELECT pg_reload_conf();");

        scene.slot("reserved", Optional.of(MB), Optional.empty());
        scene.seconds(11);
        assertThat(findings()).isEmpty();
    }

    @Test
    void retainedWalIsFoundDuringACopyToo() {
        scene.board.phase(PipelinePhase.SNAPSHOT);
        scene.slot("extended", Optional.of(6 * GB), Optional.empty());
        scene.seconds(3);

        assertThat(findings()).extracting(Finding::code).containsExactly(ErrorCode.WAL_RETAINED);
    }

    @Test
    void whatTheServerStillAllowsIsFoundBeforeItIsGone() {
        scene.slot("reserved", Optional.of(3 * GB), Optional.of(GB));
        scene.seconds(5);
        assertThat(findings()).as("a quarter").isEmpty();

        scene.slot("reserved", Optional.of(3 * GB), Optional.of(GB - 1));
        scene.seconds(3);
        assertThat(findings()).extracting(Finding::severity).containsExactly(Severity.WARNING);

        scene.slot("reserved", Optional.of(4 * GB), Optional.of(100 * MB));
        scene.seconds(3);
        assertThat(findings()).extracting(Finding::severity).containsExactly(Severity.ERROR);
        assertThat(findings().get(0).fact()).contains("after 100 MB more WAL");
    }

    @Test
    void theServersOwnWordIsTaken() {
        scene.slot("unreserved", Optional.of(GB), Optional.empty());
        scene.seconds(3);
        assertThat(findings()).extracting(Finding::code).containsExactly(ErrorCode.WAL_RETAINED);
        assertThat(findings().get(0).fact()).contains("wal_status=unreserved");

        scene.slot("lost", Optional.empty(), Optional.empty());
        scene.seconds(3);
        assertThat(findings()).extracting(Finding::code).containsExactly(ErrorCode.SLOT_LOST);
        assertThat(findings().get(0).remedy()).contains("--resnapshot");
    }

    @Test
    void noNewsIsNotGoodNews() {
        scene.slot("extended", Optional.of(6 * GB), Optional.empty());
        scene.seconds(3);
        scene.slot("extended", Optional.empty(), Optional.empty());
        scene.seconds(60);

        assertThat(findings()).hasSize(1);
        assertThat(findings().get(0).fact()).contains("6.0 GB");
    }

    @Test
    void whatOthersFoundIsShownToo() {
        Finding other = new Finding(ErrorCode.SHAPE_CHANGED, Severity.WARNING, "table public.orders", "x", "y");
        scene.board.findings(List.of(other));
        scene.board.change(ORDERS);
        lag(50 * MB);
        scene.seconds(3);

        assertThat(findings()).hasSize(2).contains(other);
    }

    @Test
    void anAlertEndsOnlyClearlyBelowItsThreshold() {
        scene.slot("extended", Optional.of(5 * GB), Optional.empty());
        scene.seconds(3);
        scene.slot("extended", Optional.of(4 * GB), Optional.empty());
        scene.seconds(60);
        assertThat(findings()).as("below, but not by a quarter").hasSize(1);
        assertThat(findings().get(0).fact()).contains("4.0 GB");

        scene.slot("extended", Optional.of(3 * GB), Optional.empty());
        scene.seconds(11);
        assertThat(findings()).isEmpty();
    }

    @Test
    void aSlotThatNobodyReadsIsFound() {
        scene.board.slot(new StatusBoard.SlotSample(
                "culvert_shop", false, "reserved", Optional.of(GB + 1), Optional.empty(), Optional.empty()));
        scene.seconds(3);

        assertThat(findings()).extracting(Finding::code).containsExactly(ErrorCode.SLOT_INACTIVE);
        assertThat(findings().get(0).remedy()).contains("culvert run").contains("culvert destroy");
    }

    @Test
    void whoLooksOnceNeedsNoPatience() {
        scene.board.phase(PipelinePhase.RETRYING);
        scene.board.phase(PipelinePhase.STREAMING);
        lag(20 * MB);
        scene.slot("unreserved", Optional.of(11 * GB), Optional.empty());

        assertThat(Alerts.now(scene.board, Scene.definition()))
                .extracting(Finding::code, Finding::severity)
                .containsExactly(
                        tuple(ErrorCode.LAG, Severity.WARNING),
                        tuple(ErrorCode.WAL_RETAINED, Severity.ERROR),
                        tuple(ErrorCode.WAL_RETAINED, Severity.ERROR));
        assertThat(findings()).as("nobody has ticked").isEmpty();
    }

    @Test
    void aStreamThatHasJustBegunMayCatchUp() {
        Scene begun = new Scene();
        begun.board.phase(PipelinePhase.STREAMING);
        begun.board.walEnd(at(1_000 * MB));
        begun.board.durable(at(800 * MB));
        begun.seconds(14);
        begun.board.durable(at(1_000 * MB));
        begun.seconds(20);
        assertThat(logged()).isEmpty();

        begun.board.phase(PipelinePhase.RETRYING);
        begun.board.walEnd(at(2_000 * MB));
        begun.seconds(5);
        begun.board.phase(PipelinePhase.STREAMING);
        begun.seconds(60);
        assertThat(begun.status().findings()).as("it does not catch up").hasSize(1);
        assertThat(logged()).as("a restart does not end it").containsExactly(Level.ERROR);
    }

    @Test
    void whileItEndsItShowsWhatItWas() {
        lag(50 * MB);
        scene.seconds(3);
        lag(0);
        scene.seconds(5);

        assertThat(findings()).hasSize(1);
        assertThat(findings().get(0).fact()).contains("50.0 MB");
    }
}
