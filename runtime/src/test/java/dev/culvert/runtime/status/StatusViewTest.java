package dev.culvert.runtime.status;

import static dev.culvert.runtime.status.Scene.ITEMS;
import static dev.culvert.runtime.status.Scene.MB;
import static dev.culvert.runtime.status.Scene.ORDERS;
import static dev.culvert.runtime.status.Scene.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.schemas.status.PipelineStatus;
import dev.culvert.schemas.status.PipelineStatus.Progress;
import dev.culvert.schemas.status.PipelineStatus.Throughput;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusViewTest {
    private final Scene scene = new Scene();
    private final StatusBoard board = scene.board;

    @Test
    void atFirstEverythingIsUnknownAndNothingIsZero() {
        PipelineStatus status = scene.status();

        assertThat(status.pipeline()).isEqualTo("shop");
        assertThat(status.phase()).isEqualTo(PipelinePhase.STARTING);
        assertThat(status.at()).isEqualTo(scene.now());
        assertThat(status.walEnd()).isEmpty();
        assertThat(status.received()).isEmpty();
        assertThat(status.durable()).isEmpty();
        assertThat(status.confirmed()).isEmpty();
        assertThat(status.behind()).isEmpty();
        assertThat(status.slot()).isEmpty();
        assertThat(status.throughput()).isEmpty();
        assertThat(status.latency()).isEmpty();
        assertThat(status.lastCommit()).isEmpty();
        assertThat(status.snapshot()).isEmpty();
        assertThat(status.tables())
                .extracting(PipelineStatus.TableStatus::state)
                .containsOnly("waiting");
        assertThat(status.tables())
                .extracting(PipelineStatus.TableStatus::rowsCopied)
                .containsOnly(Optional.empty());
        assertThat(status.tables())
                .extracting(PipelineStatus.TableStatus::rowsEstimated)
                .containsOnly(Optional.empty());
    }

    @Test
    void aPositionWithoutAnEndOfTheWalHasNoLag() {
        board.received(at(1_000));

        assertThat(scene.status().received())
                .contains(new Progress(at(1_000).toString(), Optional.empty(), Optional.empty()));
    }

    @Test
    void eachPositionHasItsOwnLag() {
        board.phase(PipelinePhase.STREAMING);
        board.walEnd(at(1_000));
        board.durable(at(1_000));
        board.change(ORDERS);
        for (int i = 1; i <= 4; i++) {
            scene.pass(Duration.ofSeconds(1));
            board.walEnd(at(1_000 + i * 100));
        }
        board.received(at(1_400));
        board.durable(at(1_200));
        board.change(ORDERS);
        board.confirmed(at(1_000));

        PipelineStatus status = scene.status();

        assertThat(status.walEnd()).contains(at(1_400).toString());
        assertThat(status.received()).contains(new Progress(at(1_400).toString(), Optional.of(0L), Optional.of(0.0)));
        assertThat(status.durable()).contains(new Progress(at(1_200).toString(), Optional.of(200L), Optional.of(2.0)));
        assertThat(status.confirmed())
                .contains(new Progress(at(1_000).toString(), Optional.of(400L), Optional.of(4.0)));
    }

    @Test
    void walWithoutCapturedChangesIsNoLagOfDurable() {
        board.phase(PipelinePhase.STREAMING);
        board.walEnd(at(0));
        board.durable(at(0));
        scene.seconds(8);
        board.walEnd(at(50 * MB));
        board.received(at(50 * MB));
        scene.seconds(8);

        assertThat(scene.status().durable().orElseThrow().bytesBehind()).contains(0L);

        board.change(ORDERS);

        assertThat(scene.status().durable().orElseThrow().bytesBehind()).contains(50 * MB);
    }

    @Test
    void silenceMuchLongerThanAHeartbeatIsALag() {
        board.phase(PipelinePhase.STREAMING);
        board.walEnd(at(0));
        board.durable(at(0));
        board.walEnd(at(50 * MB));
        board.received(at(50 * MB));
        scene.seconds(31);

        assertThat(scene.status().durable().orElseThrow().bytesBehind()).contains(50 * MB);
    }

    @Test
    void theRestOfALargeTransactionStaysInHandAfterAPart() {
        board.phase(PipelinePhase.STREAMING);
        board.walEnd(at(0));
        board.durable(at(0));
        board.walEnd(at(50 * MB));
        board.received(at(50 * MB));
        board.change(ORDERS);
        board.durable(at(0));

        assertThat(scene.status().durable().orElseThrow().bytesBehind()).contains(50 * MB);
    }

    @Test
    void aBacklogOfBeforeTheProcessIsAsOldAsTheLastCommit() {
        board.phase(PipelinePhase.STREAMING);
        board.walEnd(at(500 * MB));
        board.transaction(scene.now().minusSeconds(3_600));
        board.durable(at(MB));
        scene.pass(Duration.ofSeconds(2));

        assertThat(scene.status().durable().orElseThrow().secondsBehind()).contains(3_602.0);
        assertThat(scene.status().lastCommit()).contains(scene.now().minusSeconds(3_602));
    }

    @Test
    void ratesAreThoseOfTheLastTenSeconds() {
        scene.seconds(1);
        assertThat(scene.status().throughput()).as("one sample is no rate").isEmpty();

        for (int i = 0; i < 30; i++) {
            board.change(ORDERS);
            board.sent(ORDERS, 1_000);
            board.transaction(scene.now());
            scene.seconds(1);
        }
        for (int i = 0; i < 10; i++) {
            for (int row = 0; row < 5; row++) {
                board.change(ITEMS);
                board.sent(ITEMS, 10);
            }
            scene.seconds(1);
        }

        assertThat(scene.status().throughput()).contains(new Throughput(5, 50, 0));
    }

    @Test
    void ratesOfAWatchThatHasStoppedAreUnknown() {
        scene.seconds(5);
        scene.pass(Duration.ofSeconds(16));

        assertThat(scene.status().throughput()).isEmpty();
        assertThat(scene.view.sinceTick()).contains(Duration.ofSeconds(16));
    }

    @Test
    void latencyIsFromCommitToDurable() {
        board.transaction(scene.now());
        scene.pass(Duration.ofMillis(40));
        board.durable(at(100));

        assertThat(scene.status().latency()).contains(new PipelineStatus.Latency(0.04, 0.04));
    }

    @Test
    void aCopyTellsWhatIsLeftOnceItCan() {
        board.estimated(ORDERS, 1_000);
        board.estimated(ITEMS, 500);
        board.phase(PipelinePhase.SNAPSHOT);
        scene.seconds(20);
        board.copying(ORDERS, 1_000);

        copy(ORDERS, 9, 10);
        assertThat(scene.status().snapshot())
                .contains(new PipelineStatus.SnapshotStatus(2, 0, 90, Optional.of(1_500L), Optional.empty()));

        copy(ORDERS, 2, 10);
        assertThat(scene.status().snapshot())
                .contains(new PipelineStatus.SnapshotStatus(2, 0, 110, Optional.of(1_500L), Optional.of(139.0)));

        board.copied(ORDERS);
        assertThat(scene.status().snapshot())
                .as("what is copied is known exactly")
                .contains(new PipelineStatus.SnapshotStatus(2, 1, 110, Optional.of(610L), Optional.of(50.0)));
    }

    @Test
    void anEstimateThatWasTooLowTellsNoTimeLeft() {
        board.estimated(ITEMS, 0);
        board.phase(PipelinePhase.SNAPSHOT);
        board.copying(ORDERS, 50);
        copy(ORDERS, 20, 10);

        PipelineStatus.SnapshotStatus snapshot = scene.status().snapshot().orElseThrow();
        assertThat(snapshot.rowsEstimated()).contains(200L);
        assertThat(snapshot.secondsLeft()).isEmpty();
    }

    @Test
    void aTableThatTheCatalogKnowsNothingOfTellsNoTimeLeft() {
        board.estimated(ITEMS, -1);
        board.phase(PipelinePhase.SNAPSHOT);
        board.copying(ORDERS, 1_000);
        copy(ORDERS, 20, 10);

        PipelineStatus.SnapshotStatus snapshot = scene.status().snapshot().orElseThrow();
        assertThat(snapshot.rowsEstimated()).isEmpty();
        assertThat(snapshot.secondsLeft()).isEmpty();
    }

    @Test
    void aCopyThatStartsAgainCountsFromTheStart() {
        board.phase(PipelinePhase.SNAPSHOT);
        board.copying(ORDERS, 1_000);
        copy(ORDERS, 2, 100);
        board.phase(PipelinePhase.RETRYING);
        board.phase(PipelinePhase.SNAPSHOT);
        board.copying(ORDERS, 1_000);
        copy(ORDERS, 1, 30);

        assertThat(orders().rowsCopied()).contains(30L);
        assertThat(orders().rowsEstimated()).contains(1_000L);
    }

    @Test
    void aTableCountsItsChangesAndBytes() {
        board.phase(PipelinePhase.STREAMING);
        board.change(ORDERS);
        board.change(ORDERS);
        board.sent(ORDERS, 700);

        assertThat(orders().state()).isEqualTo("streaming");
        assertThat(orders().changes()).contains(2L);
        assertThat(orders().bytes()).contains(700L);
        assertThat(orders().rowsCopied()).as("this process copied nothing").isEmpty();
    }

    private PipelineStatus.TableStatus orders() {
        return scene.status().tables().stream()
                .filter(table -> table.table().equals("public.orders"))
                .findFirst()
                .orElseThrow();
    }

    private void copy(TableId table, int seconds, int rowsPerSecond) {
        for (int i = 0; i < seconds; i++) {
            scene.seconds(1);
            for (int row = 0; row < rowsPerSecond; row++) {
                board.copiedRow(table);
            }
        }
    }
}
