package dev.culvert.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.harness.RawTopics;
import dev.culvert.cli.harness.Shop;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A column that is left out reaches no topic, neither by the snapshot nor by the stream. */
class ExcludedColumnIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void isInNoTopic(int major) {
        String hidden = "4111-HIDDEN-" + major;
        String shown = "4111-SHOWN-" + major;
        try (Shop shop = Shop.in(PostgresServer.shared(major).createDatabase("excluded"), directory)) {
            shop.database()
                    .execute(
                            "ALTER TABLE orders ADD COLUMN card text",
                            "ALTER TABLE orders ALTER COLUMN card SET STORAGE EXTERNAL",
                            "INSERT INTO orders VALUES (1000, '" + shown + "-copied', '" + hidden + "-copied')");
            shop.replace("table: public.orders", "{table: public.orders, columns: {exclude: [card]}}");
            shop.catchUp();
            shop.database()
                    .execute(
                            "INSERT INTO orders VALUES (1001, '" + shown + "-inserted', '" + hidden + "-inserted')",
                            "UPDATE orders SET card = '" + hidden + "-updated' WHERE id = 1001",
                            "UPDATE orders SET id = 1002, card = repeat('" + hidden + "-toasted', 900) WHERE id = 1001",
                            "UPDATE orders SET note = '" + shown + "-beside' WHERE id = 1002",
                            "DELETE FROM orders WHERE id = 1002");
            shop.catchUp();

            String bootstrap = KafkaServer.shared().bootstrap();
            assertThat(RawTopics.find(bootstrap, List.of(shown + "-copied", shown + "-inserted", shown + "-beside")))
                    .as("what the search finds")
                    .hasSize(3);
            assertThat(RawTopics.find(bootstrap, List.of(hidden))).isEmpty();
        }
    }
}
