package dev.culvert.migration.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

class CopyStatusReaderIT {
    private static final String NAME = "progress-it";

    @Test
    void tellsEachTableTheRateAndWhatIsOnItsWay() throws SQLException {
        try (PostgresDatabase target = PostgresServer.shared(18).createDatabase("progress_t");
                Session session = TestSites.site(Site.Role.TARGET, target).open("test")) {
            CopyStatusReader reader = new CopyStatusReader(session, NAME);
            assertThat(reader.read()).as("nothing began").isEmpty();
            CopyRecord record = new CopyRecord(session, NAME);
            record.prepare();
            table(target, "big", 3, 3000);
            table(target, "first", 1, 100);
            table(target, "last", 1, 500);
            table(target, "old", 1, 40);
            part(target, "old", 1, 40, 600);
            // a hundredth on the wire of what it is on the disk, and one part of two
            table(target, "padded", 2, 20_000);
            target.execute("UPDATE culvert.copy_table SET estimated_rows = 20 WHERE table_name = 'padded'");
            part(target, "padded", 1, 100, 600);
            target.execute("UPDATE culvert.copy_table SET ready_at = now() WHERE table_name = 'old'");
            assertThat(reader.read().orElseThrow().bytesPerSecond())
                    .as("nothing ended lately")
                    .isEmpty();
            part(target, "first", 1, 100, 10);
            part(target, "big", 1, 1000, 5);
            target.execute("CREATE TABLE big (a int, b text)");

            try (Connection copying = target.connect()) {
                CopyIn copy = copying.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY big FROM STDIN");
                byte[] rows = "1\tx\n".repeat(50_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                copy.writeToCopy(rows, 0, rows.length);
                copy.flushCopy();
                Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                                reader.read().orElseThrow().rows())
                        .as("three parts of 10 rows, one of old, and what is being copied")
                        .isGreaterThan(1_000));
                CopyStatus status = reader.read().orElseThrow();
                copy.cancelCopy();
                assertThat(status.tables())
                        .extracting(CopyStatus.Table::table, CopyStatus.Table::state, CopyStatus.Table::partsDone)
                        .containsExactly(
                                tuple("public.big", "copying", 1),
                                tuple("public.first", "copied", 1),
                                tuple("public.last", "waiting", 0),
                                tuple("public.old", "ready", 1),
                                tuple("public.padded", "copying", 1));
                assertThat(status.tablesCopied()).isEqualTo(2);
                assertThat(status.bytesPerSecond().orElseThrow()).isBetween(10L, 110L);
                assertThat(status.over()).isFalse();
            }
            long left = reader.read().orElseThrow().secondsLeft().orElseThrow();
            assertThat(left).as("2,600 bytes at about 100 in a second").isBetween(20L, 300L);
            record.set(CopyRecord.Flag.PAUSED, true);
            assertThat(reader.read().orElseThrow().paused()).isTrue();
        }
    }

    private static void table(PostgresDatabase target, String name, int parts, long bytes) {
        target.execute(
                "INSERT INTO culvert.copy_table (migration, schema_name, table_name, link, parts, estimated_rows,"
                        + " estimated_bytes, published, is_binary) VALUES ('" + NAME + "', 'public', '" + name
                        + "', 'l', " + parts
                        + ", 10, " + bytes + ", true, true)");
    }

    private static void part(PostgresDatabase target, String table, int part, long bytes, int secondsAgo) {
        target.execute("INSERT INTO culvert.copy_part VALUES ('" + NAME + "', 'public', '" + table + "', " + part
                + ", 10, " + bytes + ", clock_timestamp() - interval '" + secondsAgo + " seconds')");
    }
}
