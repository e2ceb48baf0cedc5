package dev.culvert.runtime.status;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.AlertsDefinition;
import dev.culvert.schemas.definition.AlertsDefinition.Threshold;
import dev.culvert.schemas.definition.FormatDefinition;
import dev.culvert.schemas.definition.KafkaDefinition;
import dev.culvert.schemas.definition.KafkaSecurity;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.PublicationDefinition;
import dev.culvert.schemas.definition.SlotDefinition;
import dev.culvert.schemas.definition.SnapshotDefinition;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.schemas.status.PipelineStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A board and its view, in a time that only the test moves. */
public final class Scene {
    public static final TableId ORDERS = new TableId("public", "orders");
    public static final TableId ITEMS = new TableId("public", "items");
    public static final long MB = 1 << 20;
    public static final long GB = 1 << 30;

    private static final Threshold WARN = new Threshold(Optional.of(Duration.ofSeconds(5)), Optional.of(10 * MB));
    private static final Threshold CRITICAL = new Threshold(Optional.of(Duration.ofSeconds(30)), Optional.of(100 * MB));

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    /** Not 0, and near the overflow: a monotonic time may be anything. */
    private static final long NANOS_AT_START =
            Long.MAX_VALUE - Duration.ofSeconds(20).toNanos();

    private Duration passed = Duration.ZERO;

    public final StatusBoard board;
    public final StatusView view;

    public Scene() {
        this(WARN, CRITICAL);
    }

    public Scene(Threshold warn, Threshold critical) {
        board = new StatusBoard("shop", new TestClock(), this::nanos);
        board.tables(Map.of(ORDERS, "shop.public.orders", ITEMS, "shop.public.items"));
        view = new StatusView(board, definition(warn, critical), this::nanos);
    }

    public Instant now() {
        return START.plus(passed);
    }

    public long nanos() {
        return NANOS_AT_START + passed.toNanos();
    }

    /** Lets time pass, and the watch thread tick each second. */
    public void seconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            pass(Duration.ofSeconds(1));
            view.tick();
        }
    }

    /** Lets time pass while nobody ticks. */
    public void pass(Duration time) {
        passed = passed.plus(time);
    }

    public PipelineStatus status() {
        return view.status();
    }

    public static Lsn at(long position) {
        return new Lsn(position);
    }

    public void slot(String walStatus, Optional<Long> retained, Optional<Long> safe) {
        board.slot(new StatusBoard.SlotSample("culvert_shop", true, walStatus, retained, safe, Optional.empty()));
    }

    static PipelineDefinition definition() {
        return definition(WARN, CRITICAL);
    }

    private static PipelineDefinition definition(Threshold warn, Threshold critical) {
        return new PipelineDefinition(
                new PipelineDefinition.Metadata("shop"),
                new SourceDefinition(
                        new PostgresDefinition(
                                Optional.of("postgresql://culvert@localhost:5432/shop"),
                                Optional.empty(),
                                Optional.empty(),
                                new TlsDefinition(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())),
                        SourceDefinition.Engine.DEBEZIUM,
                        new SlotDefinition("culvert_shop", true, SlotDefinition.Failover.AUTO, 10 * GB),
                        new PublicationDefinition("culvert_shop", true),
                        List.of(new TableRule(
                                "public.*", Optional.empty(), Optional.empty(), List.of(), Optional.empty()))),
                new SnapshotDefinition(SnapshotDefinition.Mode.INITIAL, 2, SnapshotDefinition.OnShapeChange.STOP),
                new KafkaDefinition(
                        Optional.of("localhost:9092"),
                        false,
                        KafkaSecurity.none(),
                        "{pipeline}.{schema}.{table}",
                        new KafkaDefinition.TopicDefinition(6, Optional.empty(), Map.of()),
                        KafkaDefinition.Delivery.EXACTLY_ONCE,
                        Map.of()),
                new FormatDefinition(FormatDefinition.Envelope.DEBEZIUM, FormatDefinition.Value.JSON, Optional.empty()),
                PipelineDefinition.OnError.STOP,
                new AlertsDefinition(new AlertsDefinition.Lag(warn, critical)),
                List.of());
    }

    private final class TestClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now();
        }
    }
}
