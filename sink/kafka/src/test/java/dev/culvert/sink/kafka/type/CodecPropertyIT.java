package dev.culvert.sink.kafka.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.ColumnType;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** As {@link CodecOracleIT}, with values at random; a failure prints its seed. */
class CodecPropertyIT {
    private static final int TRIES = 400;

    private static PostgresDatabase database;
    private static Connection connection;

    @BeforeContainer
    static void connect() throws SQLException {
        database = PostgresServer.shared(18).createDatabase("codecproperty");
        connection = Oracle.connect(database);
    }

    @AfterContainer
    static void close() throws SQLException {
        connection.close();
        database.close();
    }

    private static void comesBack(String type, String literal) throws SQLException, IOException {
        ColumnType columnType = Oracle.type(connection, type);
        String text = Oracle.text(connection, type, literal);
        for (Trip trip : Trip.values()) {
            assertThat(Oracle.text(connection, type, trip.roundTrip(text, columnType)))
                    .describedAs("%s of %s %s", trip, type, literal)
                    .isEqualTo(text);
        }
    }

    @Property(tries = TRIES)
    void float8(@ForAll long bits) throws SQLException, IOException {
        comesBack("float8", Double.toString(Double.longBitsToDouble(bits)));
    }

    @Property(tries = TRIES)
    void float4(@ForAll int bits) throws SQLException, IOException {
        comesBack("float4", Float.toString(Float.intBitsToFloat(bits)));
    }

    @Property(tries = TRIES)
    void int8(@ForAll long value) throws SQLException, IOException {
        comesBack("int8", Long.toString(value));
    }

    @Property(tries = TRIES)
    void numeric(@ForAll("decimals") String value) throws SQLException, IOException {
        comesBack("numeric", value);
        comesBack("numeric(38,19)", value);
        comesBack("numeric(30,12)[]", "{NULL," + value + "}");
    }

    @Provide
    Arbitrary<String> decimals() {
        net.jqwik.api.arbitraries.StringArbitrary digits = Arbitraries.strings().numeric();
        return Combinators.combine(
                        Arbitraries.of("", "-"),
                        digits.ofMinLength(1).ofMaxLength(18),
                        digits.ofMinLength(0).ofMaxLength(25))
                .as((sign, whole, fraction) -> sign + whole + (fraction.isEmpty() ? "" : "." + fraction));
    }

    @Property(tries = TRIES)
    void timestamps(@ForAll("instants") String value) throws SQLException, IOException {
        comesBack("timestamp", value);
        comesBack("timestamptz", value);
        comesBack("date", value);
    }

    @Provide
    Arbitrary<String> instants() {
        return Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(-4712, 294_276),
                                Arbitraries.integers().between(294_240, 294_276),
                                Arbitraries.integers().between(1, 3000)),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(1, 28),
                        Arbitraries.longs().between(0, 86_399_999_999L))
                .as((year, month, day, micros) -> String.format(
                        Locale.ROOT,
                        "%04d-%02d-%02d %02d:%02d:%02d.%06d%s",
                        year > 0 ? year : 1 - year,
                        month,
                        day,
                        micros / 3_600_000_000L,
                        micros / 60_000_000 % 60,
                        micros / 1_000_000 % 60,
                        micros % 1_000_000,
                        year > 0 ? "" : " BC"));
    }

    @Property(tries = TRIES)
    void bytea(@ForAll byte[] bytes) throws SQLException, IOException {
        comesBack("bytea", "\\x" + java.util.HexFormat.of().formatHex(bytes));
    }

    @Property(tries = TRIES)
    void text(@ForAll("texts") String value) throws SQLException, IOException {
        comesBack("text", value);
    }

    @Property(tries = TRIES)
    void textArrays(@ForAll("shapes") Shape shape, @ForAll("elements") List<String> elements)
            throws SQLException, IOException {
        comesBack("text[]", shape.literal(elements));
    }

    @Property(tries = TRIES)
    void intArrays(@ForAll("shapes") Shape shape, @ForAll @Size(min = 1, max = 9) List<Integer> values)
            throws SQLException, IOException {
        comesBack("int[]", shape.literal(values.stream().map(String::valueOf).toList()));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("{}\",\\ \n\tNULLaé[]=;:ü\u0001")
                .withCharRange('\u0001', '\uD7FF')
                .ofMaxLength(12)
                .map(text -> text.length() % 3 == 0 ? text + "😀" : text);
    }

    @Provide
    Arbitrary<List<String>> elements() {
        return texts().injectNull(0.2).list().ofMinSize(1).ofMaxSize(8);
    }

    @Provide
    Arbitrary<Shape> shapes() {
        Arbitrary<List<Integer>> lengths =
                Arbitraries.integers().between(1, 3).list().ofMinSize(1).ofMaxSize(4);
        Arbitrary<List<Integer>> lower = Arbitraries.oneOf(
                        Arbitraries.just(1), Arbitraries.integers().between(-3, 5))
                .list()
                .ofSize(4);
        return Combinators.combine(lengths, lower).as(Shape::new);
    }

    /** Lengths and lower bounds of an array, which is filled with elements in turn. */
    record Shape(List<Integer> lengths, List<Integer> lower) {
        String literal(List<String> elements) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < lengths.size(); i++) {
                int from = lower.get(i);
                out.append('[')
                        .append(from)
                        .append(':')
                        .append(from + lengths.get(i) - 1)
                        .append(']');
            }
            out.append('=');
            Iterator<String> turn = java.util.stream.Stream.generate(() -> elements)
                    .flatMap(List::stream)
                    .iterator();
            fill(0, turn, out);
            return out.toString();
        }

        private void fill(int dimension, Iterator<String> turn, StringBuilder out) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < lengths.get(dimension); i++) {
                if (dimension + 1 < lengths.size()) {
                    StringBuilder inner = new StringBuilder();
                    fill(dimension + 1, turn, inner);
                    parts.add(inner.toString());
                } else {
                    String each = turn.next();
                    parts.add(
                            each == null
                                    ? "NULL"
                                    : "\"" + each.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
                }
            }
            out.append(parts.stream().collect(Collectors.joining(",", "{", "}")));
        }
    }
}
