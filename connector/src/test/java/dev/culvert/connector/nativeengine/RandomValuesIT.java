package dev.culvert.connector.nativeengine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.connector.capture.CaptureFixture;
import dev.culvert.connector.capture.RecordedChanges.Row;
import dev.culvert.connector.server.TestSource;
import dev.culvert.postgres.connection.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of random values of many types, made by the server: the engine has the texts that the server's output functions give, in a
 * session with pinned settings. {@code -Dculvert.test.values=10000} for so many rows, {@code -Dculvert.test.valuesSeed=0.5} to repeat.
 */
class RandomValuesIT {
    private static final Logger LOG = LoggerFactory.getLogger(RandomValuesIT.class);
    private static final int ROWS = Integer.getInteger("culvert.test.values", 300);
    /** A text of up to 40 characters of four bytes and fewer, with what needs escaping in arrays, rows and JSON. */
    private static final String TEXT =
            """
            (SELECT coalesce(string_agg(substr(E'aZ09 \\t\\n\\r"''\\\\{}(),;:<>%%_äß\\u20ac\\U0001F600\\u202e', 1 + (random() * 31)::int, 1), ''), '')
                FROM generate_series(1, (random() * 40 + g * 0)::int))""";

    private static final String DIGITS =
            "(SELECT string_agg((random() * 9)::int::text, '') FROM generate_series(1, 1 + (random() * 30 + g * 0)::int))";

    /** SQL of a random value, by type; {@code g} is the row's number. */
    private static Map<String, String> generators() {
        Map<String, String> sql = new LinkedHashMap<>();
        sql.put("int2", "(random() * 65535 - 32768)::int::int2");
        sql.put("int4", "(random() * 4294967295 - 2147483648)::int8::int4");
        sql.put("int8", "((random() - 0.5) * 1.8e19)::numeric::int8");
        sql.put("float4", "((random() - 0.5) * power(10, (random() * 60 - 30)::int))::float4");
        sql.put("float8", "(random() - 0.5) * power(10::float8, (random() * 600 - 300)::int)");
        sql.put(
                "numeric",
                "(%s || '.' || %s)::numeric * CASE WHEN random() < 0.5 THEN -1 ELSE 1 END".formatted(DIGITS, DIGITS));
        sql.put("numeric(20,4)", "((random() - 0.5) * 1e15)::numeric(20,4)");
        sql.put("bool", "random() < 0.5");
        sql.put("text", TEXT);
        sql.put("varchar(60)", TEXT);
        sql.put("char(50)", TEXT);
        sql.put("bytea", "decode(md5(random()::text), 'hex')");
        sql.put("date", "'2000-01-01'::date + ((random() - 0.5) * 4000000)::int");
        sql.put("time", "('00:00'::time + random() * interval '1 day')");
        sql.put(
                "timetz",
                "(('00:00'::time + random() * interval '1 day')::text || '+0' || (random() * 9)::int)::timetz");
        sql.put("timestamp", "'2000-01-01'::timestamp + (random() - 0.3) * interval '6000 years'");
        sql.put("timestamptz", "'2000-01-01Z'::timestamptz + (random() - 0.3) * interval '6000 years'");
        sql.put(
                "interval",
                "make_interval((random() * 200 - 100)::int, (random() * 30 - 15)::int, 0, (random() * 90 - 45)::int, 0, 0, random() * 1e6 - 5e5)");
        sql.put("uuid", "md5(random()::text)::uuid");
        sql.put("jsonb", "jsonb_build_object(%s, %s, 'n', random())".formatted(TEXT, TEXT));
        sql.put(
                "inet",
                "('10.' || (random() * 255)::int || '.0.' || (random() * 255)::int || '/' || (8 + random() * 24)::int)::inet");
        sql.put("macaddr", "substr(md5(random()::text), 1, 12)::macaddr");
        sql.put("point", "point(random() * 1e6, random() * -1e-6)");
        sql.put("varbit", "((random() * 1e9)::int)::bit(32)::varbit");
        sql.put("money", "((random() - 0.5) * 1e9)::numeric::money");
        sql.put(
                "pg_lsn",
                "(upper(to_hex((random() * 1e9)::int)) || '/' || upper(to_hex((random() * 1e9)::int)))::pg_lsn");
        sql.put("text[]", "ARRAY[%s, NULL, %s]".formatted(TEXT, TEXT));
        sql.put("int4[]", "ARRAY[[g, (random() * 9)::int], [NULL, -g]]");
        sql.put("timestamptz[]", "ARRAY['2000-01-01Z'::timestamptz + (random() - 0.5) * interval '200 years']");
        sql.put("int8range", "int8range((random() * -1e9)::int8, (random() * 1e9)::int8, '(]')");
        sql.put("tstzrange", "tstzrange(NULL, '2000-01-01Z'::timestamptz + random() * interval '9 years')");
        sql.put("pair", "ROW(g, %s)::pair".formatted(TEXT));
        sql.put("small", "(random() * 9)::int::small");
        return sql;
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void theTextsAreTheServers(int major) {
        String seed = System.getProperty("culvert.test.valuesSeed", Double.toString(new Random().nextDouble()));
        LOG.info("seed {}", seed);
        Map<String, String> generators = generators();
        List<String> types = List.copyOf(generators.keySet());
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            columns.add("c" + i + " " + types.get(i));
        }
        try (CaptureFixture fixture = CaptureFixture.on(major, NativeEngineIT.natively())) {
            fixture.publish(
                    "t",
                    "CREATE TYPE pair AS (a int, b text)",
                    "CREATE DOMAIN small AS int CHECK (VALUE < 10)",
                    "CREATE TABLE t (id int PRIMARY KEY, " + String.join(", ", columns) + ")",
                    "ALTER TABLE t REPLICA IDENTITY FULL");
            String values = generators.values().stream()
                    .map(value -> "CASE WHEN random() < 0.05 THEN NULL ELSE " + value + " END")
                    .collect(Collectors.joining(", "));
            fixture.database()
                    .execute(
                            "SELECT setseed(" + seed + "); INSERT INTO t SELECT g, " + values
                                    + " FROM generate_series(1, " + ROWS + ") g",
                            "UPDATE t SET id = -id");
            Map<String, List<String>> expected = serverTexts(fixture.source(), types.size());
            List<Row> rows = fixture.read("t").rows();
            assertThat(rows).hasSize(2 * ROWS);
            for (int i = 0; i < rows.size(); i++) {
                List<String> after = rows.get(i).after();
                String id = after.get(0).replace("'", "").replace("-", "");
                assertThat(after.subList(1, after.size()))
                        .as("seed %s, row %s", seed, id)
                        .isEqualTo(expected.get(id));
                if (i >= ROWS) {
                    assertThat(rows.get(i).before().subList(1, after.size()))
                            .as("seed %s, old row %s", seed, id)
                            .isEqualTo(expected.get(id));
                }
            }
        }
    }

    private static Map<String, List<String>> serverTexts(TestSource source, int count) {
        Map<String, List<String>> texts = new HashMap<>();
        StringBuilder select = new StringBuilder("SELECT (-id)::text AS id");
        for (int i = 0; i < count; i++) {
            // the output function, not a cast
            select.append(
                    ", CASE WHEN num_nulls(c%d) > 0 THEN NULL ELSE format('%%s', c%d) END AS c%d".formatted(i, i, i));
        }
        try (Session session = source.sessions().open("oracle")) {
            session.list(select + " FROM public.t", row -> {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    String text = row.optionalText("c" + i).orElse(null);
                    values.add(text == null ? "NULL" : "'" + text + "'");
                }
                return texts.put(row.text("id"), values) == null;
            });
        }
        return texts;
    }
}
