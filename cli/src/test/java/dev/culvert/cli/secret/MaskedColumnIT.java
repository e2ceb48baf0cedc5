package dev.culvert.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.harness.RawTopics;
import dev.culvert.cli.harness.Shop;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A masked value reaches no topic, neither by the snapshot nor by the stream, and what is there instead is what was asked for. */
class MaskedColumnIT {
    private static final String BROKER = KafkaServer.shared().bootstrap();
    private static final String MASKED =
            """
            {table: public.orders, key: [id], mask: [
              {columns: [card, pin], hash: {salt: {file: salt}}},
              {columns: [email], redact: "withheld-%1$s"},
              {columns: [memo], truncate: 9},
              {columns: [born], nullify: true}]}
                - {table: public.people, mask: [{columns: [card], hash: {salt: {file: salt}}}]}""";

    @TempDir
    Path directory;

    private final String run = Long.toString(System.nanoTime(), 36);
    private final String hidden = "4111-HIDDEN-" + run;
    private final String salt = "a salt of this test " + run;

    @BeforeEach
    void writeSalt() throws IOException {
        Files.writeString(directory.resolve("salt"), salt);
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void isInNoTopic(int major) throws IOException {
        try (Shop shop = Shop.in(PostgresServer.shared(major).createDatabase("masked"), directory)) {
            shop.database()
                    .execute(
                            "CREATE TABLE people (card text PRIMARY KEY, name text)",
                            "ALTER TABLE orders ADD COLUMN card text, ADD COLUMN pin int, ADD COLUMN email text,"
                                    + " ADD COLUMN memo varchar(60), ADD COLUMN born date",
                            "ALTER TABLE orders REPLICA IDENTITY FULL",
                            "ALTER TABLE orders ALTER COLUMN card SET STORAGE EXTERNAL",
                            "INSERT INTO people VALUES ('" + hidden + "-1', 'copied')",
                            "INSERT INTO orders VALUES (1000, 'n', '" + hidden + "-1', 77123456, '" + hidden
                                    + "@mail', 'copied-" + run + "-" + hidden + "', '1901-02-03'),"
                                    + " (1001, NULL, NULL, NULL, NULL, NULL, NULL)");
            shop.replace("table: public.orders", MASKED.formatted(run));
            shop.catchUp();
            shop.database()
                    .execute(
                            "INSERT INTO people VALUES ('" + hidden + "-2', 'inserted')",
                            "UPDATE people SET card = '" + hidden + "-3' WHERE card = '" + hidden + "-2'",
                            "DELETE FROM people WHERE card = '" + hidden + "-1'",
                            "INSERT INTO orders VALUES (1002, 'n', '" + hidden + "-2', 88123456, '" + hidden
                                    + "@mail', 'ins😀rted" + hidden + "', '1901-02-03')",
                            "UPDATE orders SET card = repeat('" + hidden + "', 900) WHERE id = 1002",
                            "UPDATE orders SET memo = 'touched-" + hidden + "' WHERE id = 1002",
                            "UPDATE orders SET id = 1003 WHERE id = 1002",
                            "DELETE FROM orders WHERE id = 1003",
                            "TRUNCATE orders");
            shop.catchUp();

            assertThat(RawTopics.find(BROKER, List.of(hidden, salt))).isEmpty();
            List<String> seen = List.of(
                    hash(salt, hidden + "-1"),
                    hash(salt, hidden + "-2"),
                    hash(salt, hidden + "-3"),
                    hash(salt, "77123456"),
                    hash(salt, "88123456"),
                    hash(salt, hidden.repeat(900)),
                    "withheld-" + run);
            assertThat(RawTopics.find(BROKER, seen))
                    .as("the same hash in both tables, of every type, and the redacted text")
                    .contains(
                            seen.get(0) + " in " + shop.topic(),
                            seen.get(0) + " in " + shop.topic().replace("orders", "people"),
                            seen.get(1) + " in " + shop.topic(),
                            seen.get(1) + " in " + shop.topic().replace("orders", "people"),
                            seen.get(2) + " in " + shop.topic().replace("orders", "people"),
                            seen.get(3) + " in " + shop.topic(),
                            seen.get(4) + " in " + shop.topic(),
                            seen.get(5) + " in " + shop.topic(),
                            seen.get(6) + " in " + shop.topic());
        }
    }

    @Test
    void ofAnotherSaltTheTableIsCopiedAnew() throws IOException {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("salted"), directory)) {
            shop.replace(
                    "table: public.orders",
                    "{table: public.orders, mask: [{columns: [note], hash: {salt: {file: salt}}}]}");
            shop.catchUp();
            String first = hash(salt, "row 7");
            String other = "another salt of this test " + run;
            Files.writeString(directory.resolve("salt"), other);
            shop.catchUp();
            shop.catchUp();
            assertThat(RawTopics.find(BROKER, List.of(first, hash(other, "row 7"), other)))
                    .containsExactlyInAnyOrder(
                            first + " in " + shop.topic(), hash(other, "row 7") + " in " + shop.topic());
            assertThat(shop.records("t"))
                    .as("truncates, one for each partition")
                    .isEqualTo(2);
            assertThat(shop.records("r")).as("rows, before and after").isEqualTo(40);
        }
    }

    /** A mask of a pattern stands as long as one table has its column; another's that was renamed must not come as it is. */
    @Test
    void aMaskedColumnThatIsRenamedIsNotCopiedUnmasked() throws IOException {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("renamed"), directory)) {
            shop.database().execute("DROP TABLE bare", "CREATE TABLE other (id int PRIMARY KEY, note text)");
            shop.replace("table: public.orders", "{table: \"public.*\", mask: [{columns: [note], redact: none}]}");
            shop.replace("kafka:", "snapshot: {onShapeChange: copy}\nkafka:");
            shop.catchUp();
            shop.database()
                    .execute(
                            "ALTER TABLE orders RENAME COLUMN note TO remark",
                            "INSERT INTO orders VALUES (1000, '" + hidden + "')");
            assertRefused(shop, "CV-MASK-RENAMED", "\"remark\"");
            assertThat(RawTopics.find(BROKER, List.of(hidden))).isEmpty();
            shop.replace("columns: [note]", "columns: [note, remark]");
            shop.catchUp();
            shop.catchUp();
            assertThat(RawTopics.find(BROKER, List.of(hidden))).isEmpty();
            assertThat(shop.records("r")).as("rows, before and after").isEqualTo(41);
        }
    }

    @Test
    void whatCannotBeMaskedIsRefusedByName() throws IOException {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("unmaskable"), directory)) {
            shop.database().execute("ALTER TABLE orders ADD COLUMN n int, ADD COLUMN j jsonb");
            String rule = "table: public.orders";
            shop.replace(rule, "{table: public.orders, mask: [{columns: [id], redact: none}]}");
            assertRefused(shop, "CV-MASK-UNSUPPORTED", "\"id\"");
            shop.replace("columns: [id], redact: none", "columns: [j], truncate: 3");
            assertRefused(shop, "CV-MASK-UNSUPPORTED", "\"j\"");
            shop.replace("columns: [j], truncate: 3", "columns: [Note], truncate: 3");
            assertRefused(shop, "CV-COLUMN-MISSING", "\"Note\"");
            shop.replace("columns: [Note], truncate: 3", "columns: [note], hash: {salt: {file: salt}}");
            Files.writeString(directory.resolve("salt"), "fifteen bytes..");
            assertRefused(shop, "CV-MASK-SALT", "salt");
            assertThat(shop.footprint().toString()).doesNotContain("fifteen");
        }
    }

    private static void assertRefused(Shop shop, String code, String named) {
        JsonNode error = Shop.error(shop.run());
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo(code);
        assertThat(error.path("object").asText() + error.path("fact").asText()).contains(named);
        assertThat(error.toString()).doesNotContain("fifteen bytes");
    }

    private static String hash(String salt, String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
