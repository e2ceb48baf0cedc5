package dev.culvert.sink.flink.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Tables of the schema {@code shop} that arrive otherwise than they are, and how they have to: the same by SQL at the source, in its schema
 * {@code public}. Rows change by chance; what is deleted of {@code docs} is kept by triggers, in {@code audit}.
 */
public final class TransformedTables {
    private static final String SALT = "0123456789abcdef0123456789abcdef";
    private static final int BLOCK = 64;
    private static final String PEOPLE =
            """
                - table: shop.people
                  into: persons
                  drop: [plain]
                  rename: [{column: id, to: person}, {column: total, to: amount}]
                  mask:
                    - {columns: [secret], hash: {salt: {file: "%s"}}}
                    - {columns: [card], redact: "***"}
                    - {columns: [birthday], nullify: true}
                    - {columns: [name], truncate: 3}
                  where: "region = 'eu' AND total > 50"
            """;
    private static final String DOCS =
            """
                - {table: shop.docs, deletes: mark, metadata: [op]}
            """;
    private static final String SHARDS =
            """
                - {table: "shop.shard_*", into: public.shards, metadata: [table]}
            """;

    private final SinkScene scene;
    private final PostgresDatabase source;

    private TransformedTables(SinkScene scene, Path salt) {
        this.scene = scene;
        this.source = scene.source();
        scene.edit(yaml -> yaml.replace("public.*", "shop.*")
                .replace(
                        "    commitInterval: 200ms\n",
                        "    commitInterval: 200ms\n    schema: public\n    tables:\n" + PEOPLE.formatted(salt) + DOCS
                                + SHARDS));
        tables();
        expected();
    }

    /** Of how many seeds a test is. */
    public static LongStream seeds() {
        return new Random().longs(Integer.getInteger("culvert.test.sinkSeeds", 1), 0, 1_000);
    }

    /** Changes them in five rounds, and compares after each. @param folder for the salt of hashes */
    public static void play(SinkScene scene, Path folder, long seed) throws IOException {
        TransformedTables tables = new TransformedTables(scene, Files.writeString(folder.resolve("salt"), SALT));
        Set<String> filled = new HashSet<>();
        tables.change(seed, 100);
        tables.source.execute("INSERT INTO shop.shard_3 VALUES (999, 'all', 'it', 'has')"); // a column comes with a row
        scene.catchUp();
        tables.forgetDeleted();
        tables.assertAsDefined();
        for (int round = 1; round < 5; round++) {
            tables.change(seed + round, 150);
            scene.catchUp();
            tables.assertAsDefined();
            filled.addAll(tables.filled());
        }
        assertThat(filled).contains("persons", "docs", "shards", "marked");
        tables.aColumnOfOneOfSeveral();
    }

    private void aColumnOfOneOfSeveral() {
        source.execute(
                "INSERT INTO shop.shard_1 VALUES (1000, 'before', 'x')",
                "INSERT INTO shop.shard_2 VALUES (1000, 'before', 'x')",
                "ALTER TABLE shop.shard_1 ADD COLUMN n int DEFAULT 5",
                "ALTER TABLE public.shards ADD COLUMN n int",
                "INSERT INTO shop.shard_1 VALUES (1001, 'after', 'x', NULL)");
        scene.catchUp();
        List<String> rows = new ArrayList<>();
        for (Map<String, String> row : scene.store().rows("shards")) {
            if (Integer.parseInt(row.get("id")) >= 1000) {
                rows.add(row.get("_table") + " " + row.get("id") + " " + row.get("n"));
            }
        }
        assertThat(rows)
                .as("what one of them gets is not the others'")
                .containsExactlyInAnyOrder("shop.shard_1 1000 5", "shop.shard_1 1001 null", "shop.shard_2 1000 null");
    }

    private void tables() {
        source.execute(
                "CREATE SCHEMA shop",
                "CREATE SCHEMA audit",
                "CREATE TABLE shop.people (id int PRIMARY KEY, name text, card text, region text, total numeric(10,2), secret text,"
                        + " birthday date, plain text, body text)",
                "ALTER TABLE shop.people ALTER body SET STORAGE EXTERNAL",
                "ALTER TABLE shop.people REPLICA IDENTITY FULL",
                "CREATE TABLE shop.docs (id int PRIMARY KEY, title text, state text, body text)",
                "ALTER TABLE shop.docs ALTER body SET STORAGE EXTERNAL",
                "CREATE TABLE audit.docs (LIKE shop.docs INCLUDING ALL)",
                """
                CREATE FUNCTION audit.docs_row() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.id <> NEW.id) THEN
                    INSERT INTO audit.docs VALUES (OLD.*);
                  END IF;
                  IF TG_OP <> 'DELETE' THEN
                    DELETE FROM audit.docs WHERE id = NEW.id;
                  END IF;
                  RETURN NULL;
                END $$""",
                """
                CREATE FUNCTION audit.docs_all() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO audit.docs SELECT * FROM shop.docs;
                  RETURN NULL;
                END $$""",
                "CREATE TRIGGER row_goes AFTER INSERT OR UPDATE OR DELETE ON shop.docs FOR EACH ROW EXECUTE FUNCTION audit.docs_row()",
                "CREATE TRIGGER all_go BEFORE TRUNCATE ON shop.docs EXECUTE FUNCTION audit.docs_all()");
        for (int i = 1; i <= 3; i++) {
            source.execute(
                    "CREATE TABLE shop.shard_" + i + " (id int PRIMARY KEY, what text, body text)",
                    "ALTER TABLE shop.shard_" + i + " ALTER body SET STORAGE EXTERNAL");
        }
        source.execute("ALTER TABLE shop.shard_3 ADD COLUMN extra text");
    }

    private void expected() {
        source.execute(
                "CREATE TABLE public.persons (person int PRIMARY KEY, name text, card text, region text, amount numeric, secret text,"
                        + " birthday date, body text)",
                "CREATE TABLE public.docs (id int PRIMARY KEY, title text, state text, body text, _deleted_at timestamptz, _op text)",
                "CREATE TABLE public.shards (_table text, id int, what text, body text, extra text, PRIMARY KEY (_table, id))");
    }

    /** Rows change, in so many steps, each of them in a transaction of its own or with those before it. */
    private void change(long seed, int steps) {
        source.execute(
                """
                DO $$
                DECLARE
                  r float8;
                  k int;
                  n int;
                BEGIN
                  PERFORM setseed(%s);
                  FOR step IN 1..%d LOOP
                    r := random(); k := 1 + (random() * 60)::int; n := 1 + (random() * 60)::int;
                    IF r < 0.22 THEN
                      INSERT INTO shop.people VALUES (k, 'name ' || n, 'card ' || n, CASE WHEN n %% 3 = 0 THEN 'us' ELSE 'eu' END, n * 2,
                        'secret ' || n, DATE '2000-01-01' + n, 'plain ' || n, repeat('b' || n, CASE WHEN n %% 2 = 0 THEN 3000 ELSE 3 END))
                        ON CONFLICT (id) DO UPDATE SET total = n * 2, region = EXCLUDED.region;
                    ELSIF r < 0.32 THEN
                      UPDATE shop.people SET total = total + 20 - n WHERE id BETWEEN k AND k + 5;
                    ELSIF r < 0.38 THEN
                      UPDATE shop.people SET region = CASE region WHEN 'eu' THEN 'us' ELSE 'eu' END WHERE id = k;
                    ELSIF r < 0.42 THEN
                      UPDATE shop.people SET id = k + 100 * n WHERE id = k AND NOT EXISTS (SELECT FROM shop.people WHERE id = k + 100 * n);
                    ELSIF r < 0.46 THEN
                      DELETE FROM shop.people WHERE id %% 10 = k %% 10;
                    ELSIF r < 0.47 THEN
                      TRUNCATE shop.people;
                    ELSIF r < 0.62 THEN
                      INSERT INTO shop.docs VALUES (k, 'title ' || n, NULL, repeat('d' || n, CASE WHEN n %% 2 = 0 THEN 3000 ELSE 3 END))
                        ON CONFLICT (id) DO UPDATE SET title = EXCLUDED.title;
                    ELSIF r < 0.70 THEN
                      UPDATE shop.docs SET state = 's' || n WHERE id BETWEEN k AND k + 5;
                    ELSIF r < 0.76 THEN
                      UPDATE shop.docs SET id = n, title = 'moved' WHERE id = k AND NOT EXISTS (SELECT FROM shop.docs WHERE id = n);
                    ELSIF r < 0.84 THEN
                      DELETE FROM shop.docs WHERE id %% 7 = k %% 7;
                    ELSIF r < 0.85 THEN
                      TRUNCATE shop.docs;
                    ELSIF r < 0.97 THEN
                      EXECUTE format('INSERT INTO shop.shard_%%s (id, what, body) VALUES (%%s, %%L, %%L) ON CONFLICT (id) DO UPDATE SET what = %%L',
                        1 + k %% 3, n, 'what ' || k, repeat('body ' || k, CASE WHEN n %% 2 = 0 THEN 600 ELSE 1 END), 'other ' || k);
                      EXECUTE format('DELETE FROM shop.shard_%%s WHERE id = %%s', 1 + n %% 3, k);
                      UPDATE shop.shard_3 SET extra = 'extra ' || n WHERE id = n + 1;
                      UPDATE shop.shard_2 SET id = 100 + n WHERE id = n - 1 AND NOT EXISTS (SELECT FROM shop.shard_2 WHERE id = 100 + n);
                    ELSE
                      EXECUTE format('TRUNCATE shop.shard_%%s', 1 + k %% 3);
                    END IF;
                    IF random() < 0.5 THEN COMMIT; END IF;
                  END LOOP;
                END $$"""
                        .formatted(seed % 1_000 / 1_000.0, steps));
    }

    /** What was deleted so far is not expected: no record tells of it. */
    private void forgetDeleted() {
        source.execute("DELETE FROM audit.docs");
    }

    /** The store's tables are what the definition says of the source's. */
    private void assertAsDefined() {
        source.execute(
                "DELETE FROM public.persons",
                "INSERT INTO public.persons SELECT id, left(name, 3), '***', region, total, " + hash("secret")
                        + ", NULL, body FROM shop.people WHERE region = 'eu' AND total > 50",
                "DELETE FROM public.docs",
                "INSERT INTO public.docs SELECT id, title, state, body FROM shop.docs",
                "INSERT INTO public.docs SELECT id, title, state, body, '-infinity', 'd' FROM audit.docs",
                "DELETE FROM public.shards");
        for (Map<String, String> row : scene.store().rows("docs")) {
            if (row.get("_deleted_at") == null) { // what it was last, the topic knows
                assertThat(row.get("_op")).isIn("c", "u", "r");
                source.execute("UPDATE public.docs SET _op = '" + row.get("_op")
                        + "' WHERE _deleted_at IS NULL AND id = " + row.get("id"));
            } else { // when, only the transaction's commit knows
                source.execute("UPDATE public.docs SET _deleted_at = '" + row.get("_deleted_at") + "' WHERE id = "
                        + row.get("id") + " AND _deleted_at IS NOT NULL AND '" + row.get("_deleted_at")
                        + "' BETWEEN now() - interval '1 hour' AND now()");
            }
        }
        scene.assertEqual(List.of("persons", "docs"));
        for (Map<String, String> row : scene.store().rows("persons")) {
            assertThat(row.keySet()).doesNotContain("plain", "id", "total");
        }
        for (int i = 1; i <= 3; i++) {
            source.execute("INSERT INTO public.shards SELECT 'shop.shard_" + i + "', * FROM shop.shard_" + i);
        }
        scene.assertEqual(List.of("shards"));
    }

    /** Of which the tables have rows at all: a comparison of nothing proves nothing. */
    private Set<String> filled() {
        Set<String> tables = new TreeSet<>();
        for (String table : List.of("persons", "docs", "shards")) {
            if (!source.value("SELECT count(*)::text FROM public." + table)
                    .orElse("0")
                    .equals("0")) {
                tables.add(table);
            }
        }
        if (!source.value("SELECT count(*)::text FROM audit.docs").orElse("0").equals("0")) {
            tables.add("marked");
        }
        return new HashSet<>(tables);
    }

    /** RFC 2104 in SQL. */
    private static String hash(String column) {
        byte[] key = SALT.getBytes(StandardCharsets.UTF_8);
        List<String> pads = new ArrayList<>();
        for (int pad : new int[] {0x5c, 0x36}) {
            byte[] block = new byte[BLOCK];
            for (int i = 0; i < BLOCK; i++) {
                block[i] = (byte) ((i < key.length ? key[i] : 0) ^ pad);
            }
            pads.add("'\\x" + HexFormat.of().formatHex(block) + "'::bytea");
        }
        return "encode(sha256(" + pads.get(0) + " || sha256(" + pads.get(1) + " || convert_to(" + column
                + ", 'UTF8'))), 'hex')";
    }
}
