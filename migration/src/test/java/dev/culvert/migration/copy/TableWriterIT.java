package dev.culvert.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableWriterIT {
    private static final String LINK = "culvert_parts_e1";
    private static final CopyTable SPLIT = new CopyTable(
            new TableId("public", "t"),
            List.of(CopyColumn.plain("a"), CopyColumn.plain("b")),
            true,
            true,
            0,
            0,
            List.of("a < 50", "a >= 50"));
    private static final CopyTable WHOLE =
            new CopyTable(new TableId("public", "u"), List.of(CopyColumn.plain("a")), false, true, 0, 0, List.of(""));

    @Test
    void aPartIsThereOnceOrNotAtAll() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("parts_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("parts_t")) {
            for (PostgresDatabase each : List.of(source, target)) {
                each.execute("CREATE TABLE t (a int, b text)", "CREATE TABLE u (a int)");
            }
            source.execute(
                    "INSERT INTO t SELECT i, repeat('x', i) FROM generate_series(1, 100) i",
                    "INSERT INTO u SELECT generate_series(1, 10)");
            target.execute("INSERT INTO u VALUES (-1)", "INSERT INTO t VALUES (-1)");
            Sites sites = TestSites.of(source, target);
            try (Session s = sites.source().open("it");
                    Session t = sites.target().open("it")) {
                CopyRecord record = new CopyRecord(t, "parts");
                record.prepare();
                record.begin(LINK, List.of(SPLIT, WHOLE));
                TableWriter writer = new TableWriter(t, "parts", LINK);
                writer.empty(SPLIT);

                write(writer, s, new TablePart(SPLIT, 1));
                // the answer to the commit was lost: it is tried again
                write(writer, s, new TablePart(SPLIT, 1));
                assertThat(target.number("SELECT count(*) FROM t")).isEqualTo(49);
                assertThat(entry(record, SPLIT).isCopied()).isFalse();
                write(writer, s, new TablePart(SPLIT, 2));
                write(writer, s, new TablePart(WHOLE, 1));
                write(writer, s, new TablePart(WHOLE, 1));

                assertThat(target.query("SELECT a, b FROM t ORDER BY a"))
                        .isEqualTo(source.query("SELECT a, b FROM t ORDER BY a"));
                assertThat(target.query("SELECT a FROM u ORDER BY a"))
                        .isEqualTo(source.query("SELECT a FROM u ORDER BY a"));
                assertThat(entry(record, SPLIT).isCopied()).isTrue();
                assertThat(entry(record, SPLIT).rows()).isEqualTo(100);
                assertThat(entry(record, WHOLE).rows()).isEqualTo(10);
                // COPY FREEZE: every page is all-visible before any VACUUM
                target.execute("CREATE EXTENSION pg_visibility");
                assertThat(target.number("SELECT count(*) FROM pg_visibility_map('u') WHERE all_frozen"))
                        .isEqualTo(1);

                // a process that was stopped for a while finds its tables under another link
                record.begin("culvert_parts_e2", List.of(WHOLE));
                assertThatExceptionOfType(CulvertException.class)
                        .isThrownBy(() -> write(writer, s, new TablePart(WHOLE, 1)))
                        .matches(e -> e.code() == ErrorCode.MIGRATION_BUSY);
            }
        }
    }

    /** A trigger that takes rows out would lose them without a word. */
    @Test
    void rowsThatTheTargetDoesNotTakeAreAnError() {
        try (PostgresDatabase source = PostgresServer.shared(15).createDatabase("loss_s");
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("loss_t")) {
            source.execute("CREATE TABLE u (a int)", "INSERT INTO u SELECT generate_series(1, 10)");
            target.execute(
                    "CREATE TABLE u (a int)",
                    "CREATE FUNCTION eats() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " IF NEW.a = 7 THEN RETURN NULL; END IF; RETURN NEW; END $$",
                    "CREATE TRIGGER eats BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION eats()",
                    "ALTER TABLE u ENABLE ALWAYS TRIGGER eats");
            Sites sites = TestSites.of(source, target);
            try (Session s = sites.source().open("it");
                    Session t = sites.target().open("it")) {
                CopyRecord record = new CopyRecord(t, "parts");
                record.prepare();
                record.begin(LINK, List.of(WHOLE));
                TableWriter writer = new TableWriter(t, "parts", LINK);

                assertThatExceptionOfType(CulvertException.class)
                        .isThrownBy(() -> write(writer, s, new TablePart(WHOLE, 1)))
                        .matches(e -> e.code() == ErrorCode.COPY_FAILED)
                        .withMessageContaining("10 rows");
                assertThat(entry(record, WHOLE).isCopied()).isFalse();
                assertThat(target.number("SELECT count(*) FROM u")).isZero();
            }
        }
    }

    private static void write(TableWriter writer, Session source, TablePart part) {
        source.transaction(() -> {
            TableReader reader = new TableReader(source);
            reader.lock(part.table().id());
            writer.write(part, reader, (rows, bytes) -> {});
            return true;
        });
    }

    private static CopyRecord.Entry entry(CopyRecord record, CopyTable table) {
        return record.read().get(table.id());
    }
}
