package dev.culvert.connector.difference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.connector.capture.CaptureFixture;
import dev.culvert.connector.capture.RecordedChanges;
import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.connector.capture.StreamShape;
import dev.culvert.connector.debezium.DebeziumEngine;
import dev.culvert.connector.nativeengine.NativeEngine;
import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.TableSchema;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Both engines tell the same of the same WAL: transactions, times, positions, old and new rows, shapes and messages. {@code
 * -Dculvert.test.agree=100} for so many seeds, {@code -Dculvert.test.agreeSeed=N} to repeat one.
 */
class EnginesAgreeIT {
    private static final Logger LOG = LoggerFactory.getLogger(EnginesAgreeIT.class);
    private static final int ROUNDS = 60;
    /** With it 18.6 sends the end of a transaction in progress, which readers of protocol 1 have not asked for. */
    private static final long STREAM_ABORT = 1_340_981;

    private static final int[] MAJORS = {13, 15, 18};

    static Stream<Arguments> seeds() {
        Long given = Long.getLong("culvert.test.agreeSeed");
        if (given != null) {
            return Stream.of(Arguments.of(MAJORS[(int) Math.floorMod(given, 3L)], given));
        }
        Random random = new Random();
        Stream<Arguments> drawn = IntStream.range(0, Integer.getInteger("culvert.test.agree", 3))
                .mapToObj(i -> {
                    long seed = random.nextInt(1_000_000) * 3L + i % 3;
                    return Arguments.of(MAJORS[(int) (seed % 3)], seed);
                });
        return Stream.concat(drawn, Stream.of(Arguments.of(18, STREAM_ABORT)));
    }

    @ParameterizedTest(name = "PostgreSQL {0}, seed {1}")
    @MethodSource("seeds")
    void theSameTransactions(int major, long seed) {
        try {
            compare(major, seed);
        } catch (SQLException | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static void compare(int major, long seed) throws SQLException {
        CaptureFixture.Factory debezium = (source, slot, publication, tables) ->
                new DebeziumEngine(source.sessions(), slot, publication, tables, new AnyShape());
        CaptureFixture.Factory natively = (source, slot, publication, tables) ->
                new NativeEngine(source.sessions(), slot, publication, tables, new AnyShape());
        try (CaptureFixture fixture = CaptureFixture.on(major, debezium)) {
            fixture.database().execute(RandomWorkload.SETUP);
            fixture.createSlot();
            List<TableSchema> tables = fixture.schemas(RandomWorkload.TABLES.toArray(String[]::new));
            new RandomWorkload(fixture.database(), seed).run(ROUNDS);
            RecordedChanges expected = fixture.read(fixture.start(), tables);
            fixture.by(natively);
            RecordedChanges found = fixture.read(fixture.start(), tables);
            LOG.info(
                    "seed {} on PostgreSQL {}: {} rows",
                    seed,
                    major,
                    expected.rows().size());
            assertThat(expected.rows()).as("seed %d", seed).hasSizeGreaterThan(ROUNDS);
            assertThat(found.allTransactions()).as("seed %d", seed).isEqualTo(expected.allTransactions());
            assertThat(found.looseMessages()).as("seed %d", seed).isEqualTo(expected.looseMessages());
        }
    }

    /** Follows a table into every shape, as the stream has it. */
    private static final class AnyShape implements ShapeFollower {
        @Override
        public Optional<TableSchema> follow(TableSchema known, dev.culvert.schemas.change.Lsn since, StreamShape seen) {
            List<Column> columns = seen.columns().stream()
                    .map(column -> new Column(
                            column.name(),
                            ColumnType.base(column.typeOid(), column.typmod(), "t" + column.typeOid()),
                            true,
                            Optional.empty()))
                    .toList();
            List<Integer> key = known.key().stream()
                    .map(index -> known.columns().get(index).name())
                    .map(name -> seen.columns().stream()
                            .map(StreamShape.Column::name)
                            .toList()
                            .indexOf(name))
                    .toList();
            return Optional.of(new TableSchema(
                    known.id(), known.relationOid(), columns, key, known.identity(), known.version() + 1));
        }
    }
}
