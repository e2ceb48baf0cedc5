package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One table in a catalog in a folder, read back by Iceberg's own reader. */
class LakeTableTest {
    private LakeFixture lake;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() {
        lake = new LakeFixture(folder, "", "").column("id", "int4").column("note", "text");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void piecesCountInTheirOrder() {
        LakeTable table = lake.open();
        lake.piece(table, lake.upsert("1", "a"), lake.upsert("2", "b"), lake.upsert("3", "c"));
        lake.piece(table, lake.upsert("1", "a2"), lake.delete("2"));
        lake.piece(table, lake.upsert("2", "again"), lake.delete("3"));
        lake.commit(table);

        assertThat(lake.rows()).containsExactly("1|a2", "2|again");

        lake.piece(table, lake.truncate(), lake.upsert("2", "after"));
        lake.piece(table, lake.upsert("2", "later"));
        lake.commit(table);

        assertThat(lake.rows()).containsExactly("2|later");
    }

    @Test
    void severalMayOpenANewCatalogAtOnce() throws IOException {
        int several = 3;
        CyclicBarrier together = new CyclicBarrier(several);
        for (int round = 0; round < 100; round++) {
            Files.delete(folder.resolve("warehouse/catalog.db"));
            List<CompletableFuture<Void>> opening = IntStream.range(0, several)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                await(together);
                                lake.target.open().close();
                            },
                            command -> new Thread(command).start()))
                    .toList();
            opening.forEach(CompletableFuture::join);
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCatalogOfFoldersIsOne() {
        lake.close();
        lake = new LakeFixture(folder, ", catalog: hadoop", "")
                .column("id", "int4")
                .column("note", "text");
        piecesCountInTheirOrder();
    }

    @Test
    void whatIsPendingIsNotSeen() {
        LakeTable table = lake.open();
        lake.piece(table, lake.upsert("1", "a"));
        lake.commit(table);
        lake.piece(table, lake.truncate());

        assertThat(lake.rows()).containsExactly("1|a");
        lake.commit(table);
        assertThat(lake.rows()).isEmpty();
    }

    @Test
    void aKeyBeyondAllOthersIsNotDeletedFirst() {
        LakeTable table = lake.open();
        lake.piece(table, lake.upsert("1", "a"), lake.upsert("2", "b"));
        lake.commit(table);
        LakeTable later = lake.open();
        lake.piece(later, lake.upsert("3", "c"), lake.upsert("4", "d"));
        lake.commit(later);

        assertThat(lake.table().currentSnapshot().summary()).containsEntry("total-equality-deletes", "0");
        lake.piece(later, lake.upsert("2", "b2"), lake.upsert("5", "e"));
        lake.commit(later);

        assertThat(lake.table().currentSnapshot().summary()).containsEntry("total-equality-deletes", "1");
        assertThat(lake.rows()).containsExactly("1|a", "2|b2", "3|c", "4|d", "5|e");
    }

    @Test
    void aCopyIntoAnEmptyTableDeletesNothingAndTheNextOneDoes() {
        lake.close();
        lake = new LakeFixture(folder, "", "").column("id", "text").column("note", "text");
        LakeTable table = lake.open();
        lake.piece(table, lake.copied(1, "a", "1"), lake.copied(1, "b", "1"), lake.upsert("b", "2"), lake.delete("a"));
        lake.commit(table);
        assertThat(lake.table().currentSnapshot().summary()).containsEntry("total-equality-deletes", "0");
        assertThat(lake.rows()).containsExactly("b|2");

        LakeTable again = lake.open();
        lake.piece(again, lake.copied(2, "b", "3"));
        lake.commit(again);
        assertThat(lake.rows()).containsExactly("b|3");
    }

    @Test
    void whatAChangeDidNotTouchStays() {
        LakeTable table = lake.open();
        lake.column("big", "text");
        lake.piece(table, lake.upsert("1", "a", "BIG1"), lake.upsert("2", "b", "BIG2"), lake.upsert("3", "c", "BIG3"));
        lake.commit(table);
        lake.piece(table, lake.upsert("2", "b2", "BIGGER"), lake.upsert("4", "d", "BIG4"));
        // in the table, in a piece that is not committed, and in memory
        lake.piece(table, lake.upsert("1", "a2", "~"), lake.upsert("2", "b3", "~"), lake.upsert("4", "d2", "~"));
        table.of(LakeFixture.SOURCE).move(lake.delete("3"), lake.upsert("30", "c2", "~"), 10);
        table.of(LakeFixture.SOURCE).move(lake.delete("30"), lake.upsert("31", "c3", "~"), 10);
        table.flush();
        table.of(LakeFixture.SOURCE).move(lake.delete("2"), lake.upsert("20", "b4", "~"), 10);
        table.flush();
        lake.commit(table);

        assertThat(lake.rows()).containsExactly("1|a2|BIG1", "20|b4|BIGGER", "31|c3|BIG3", "4|d2|BIG4");
    }

    @Test
    void columnsComeAndWiden() {
        LakeTable table = lake.open();
        lake.column("n", "int4").column("price", "numeric(6,2)").column("f", "float4");
        lake.piece(table, lake.upsert("1", "a", "7", "10.50", "1.5"));
        lake.column("n", "int8")
                .column("price", "numeric(10,2)")
                .column("f", "float8")
                .column("more", "uuid");
        lake.piece(
                table,
                lake.upsert("2", "b", "5000000000", "12345678.90", "1.1", "123e4567-e89b-12d3-a456-426614174000"));
        lake.commit(table);

        Table there = lake.table();
        assertThat(there.schema().findType("n")).isEqualTo(Types.LongType.get());
        assertThat(there.schema().findType("price")).isEqualTo(Types.DecimalType.of(10, 2));
        assertThat(there.schema().findType("f")).isEqualTo(Types.DoubleType.get());
        assertThat(lake.rows())
                .containsExactly(
                        "1|a|7|10.50|1.5|null", "2|b|5000000000|12345678.90|1.1|123e4567-e89b-12d3-a456-426614174000");
        lake.column("n", "int4");
        lake.piece(table, lake.upsert("3", "c", "12.00", "1", null, "5"));
        lake.commit(table);
        assertThat(lake.rows()).contains("3|c|5|12.00|1.0|null");
        lake.column("note", "date");
        lake.piece(table, lake.upsert("4", "9.00", "1", null, "6", "2020-02-02"));
        lake.column("n", "text");
        assertThatThrownBy(() -> lake.piece(table, lake.upsert("4", "9.00", "1", null, "2020-02-02", "x")))
                .hasMessageContaining("CV-SINK-TABLE")
                .hasMessageContaining("\"n\" is of type long");
    }

    @Test
    void aNewColumnHasInOlderRowsWhatTheSourceHas() {
        LakeTable table = lake.open();
        lake.piece(table, lake.upsert("1", "a"));
        lake.commit(table);
        lake.piece(table, lake.upsert("2", "b"));
        lake.column("state", "text", Optional.of("old")).column("n", "int4", Optional.of("7"));
        lake.piece(table, lake.upsert("3", "c", "fresh", "8"), lake.upsert("2", "b2", null, null));
        lake.commit(table);

        assertThat(lake.rows()).containsExactly("1|a|old|7", "2|b2|null|null", "3|c|fresh|8");
    }

    /** Its partition was read after another one that has a later change with the column. */
    @Test
    void aRowOfACopyThatComesAfterANewColumnHasItsValue() {
        LakeTable table = lake.open();
        Change[] late = {lake.copied(0, "4", "d"), lake.copied(0, "5", "e"), lake.copied(0, "6", "f")};
        lake.piece(table, lake.copied(0, "1", "a"));
        lake.column("state", "text", Optional.of("old")).column("at", "date", Optional.of("infinity"));
        lake.piece(table, lake.upsert("2", "b", null, "2026-01-02"));
        lake.piece(table, late[0]);
        lake.commit(table);
        LakeTable next = lake.open();
        lake.piece(next, late[1], late[2]);
        lake.piece(next, lake.upsert("5", "e2", "new", "2026-01-05"));
        lake.commit(next);

        assertThat(lake.rows())
                .containsExactly(
                        "1|a|old|null|infinity",
                        "2|b|null|2026-01-02|null",
                        "4|d|old|null|infinity",
                        "5|e2|new|2026-01-05|null",
                        "6|f|old|null|infinity");
    }

    @Test
    void aRowOfACopyThatComesAfterTheTableWasMadeWithAColumn() {
        Change late = lake.copied(0, "4", "d");
        LakeTable table = lake.open();
        lake.column("state", "text", Optional.of("old")).column("at", "date", Optional.of("infinity"));
        lake.piece(table, lake.upsert("2", "b", "new", null));
        lake.piece(table, late);
        lake.commit(table);

        assertThat(lake.rows()).containsExactly("2|b|new|null|null", "4|d|old|null|infinity");
    }

    @Test
    void versionThreeHasDefaultsOfItsOwn() {
        lake.close();
        lake = new LakeFixture(folder, ", formatVersion: 3", "")
                .column("id", "int4")
                .column("note", "text");
        aNewColumnHasInOlderRowsWhatTheSourceHas();
    }

    @Test
    void versionThreeGivesThemToRowsOfACopyThatComeLate() {
        lake.close();
        lake = new LakeFixture(folder, ", formatVersion: 3", "")
                .column("id", "int4")
                .column("note", "text");
        aRowOfACopyThatComesAfterANewColumnHasItsValue();
    }

    @Test
    void whatATypeDoesNotHaveIsBesideIt() {
        LakeTable table = lake.open();
        lake.column("d", "date").column("n", "numeric(4,1)").column("t", "time").column("a", "int4[]");
        lake.piece(table, lake.upsert("1", "x", "2020-01-02", "1.5", "12:00:00", "{\"1\",NULL}"));
        lake.commit(table);
        lake.piece(
                table,
                lake.upsert("2", "x", "infinity", "NaN", "24:00:00", "{{\"1\"},{\"2\"}}"),
                lake.upsert("3", "x", "0044-03-15 BC", null, null, "{}"));
        lake.commit(table);

        assertThat(lake.table().schema().columns())
                .extracting(Types.NestedField::name)
                .containsExactly("id", "note", "d", "n", "t", "a", "d__text", "n__text", "t__text", "a__text");
        assertThat(lake.rows())
                .containsExactly(
                        "1|x|2020-01-02|1.5|12:00|[1, null]|null|null|null|null",
                        "2|x|null|null|null|null|infinity|NaN|24:00:00|{{\"1\"},{\"2\"}}",
                        "3|x|-0043-03-15|null|null|[]|null|null|null|null");
    }

    @Test
    void aRowThatMovesBetweenPartitionsIsInOne() {
        lake.close();
        lake = new LakeFixture(folder, "", ", tables: [{table: public.t, partitionBy: [note, \"bucket(4, id)\"]}]")
                .column("id", "int4")
                .column("note", "text");
        LakeTable table = lake.open();
        lake.piece(table, lake.upsert("1", "a"), lake.upsert("2", "a"), lake.upsert("3", "b"));
        lake.commit(table);
        lake.piece(table, lake.upsert("1", "b"), lake.delete("3"));
        lake.commit(table);

        assertThat(lake.table().spec().fields())
                .extracting(field -> field.name())
                .containsExactly("note", "id_bucket_4");
        assertThat(lake.rows()).containsExactly("1|b", "2|a");
    }

    @Test
    void aCommitOfAnotherRunInBetweenIsSeenAndOneOfSomebodyElseIsNot() {
        LakeTable one = lake.open();
        lake.piece(one, lake.upsert("1", "a"));
        lake.commit(one);
        LakeTable zombie = lake.open();
        lake.piece(zombie, lake.upsert("1", "stale"));
        rewriteFilesBySomebodyElse();
        lake.piece(one, lake.upsert("1", "b"));
        lake.commit(one);
        assertThat(lake.rows()).containsExactly("1|b");

        assertThatThrownBy(() -> lake.commit(zombie))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_CATALOG))
                .hasMessageContaining("Another commit of this sink");
        assertThat(lake.rows()).containsExactly("1|b");
    }

    /** What a compaction does, as to snapshots. */
    private void rewriteFilesBySomebodyElse() {
        Table table = lake.table();
        RewriteFiles rewrite = table.newRewrite();
        table.newScan().planFiles().forEach(task -> {
            rewrite.deleteFile(task.file());
            rewrite.addFile(DataFiles.builder(table.spec())
                    .copy(task.file())
                    .withPath(copy(task.file().location()))
                    .build());
        });
        rewrite.commit();
    }

    private static String copy(String location) {
        try {
            Path from = Path.of(location.substring("file:".length()));
            return "file:" + Files.copy(from, from.resolveSibling("copy-" + from.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aTableThatWasTakenBackTakesOnlyWhatEmptiesIt() {
        LakeTable table = lake.open();
        lake.piece(table, lake.upsert("1", "a"));
        lake.commit(table);
        long first = lake.table().currentSnapshot().snapshotId();
        lake.piece(table, lake.upsert("2", "b"));
        lake.commit(table);
        long commits = table.number();
        Table there = lake.table();
        there.manageSnapshots().rollbackTo(first).commit();

        LakeTable behind = lake.open(commits);
        assertThatThrownBy(() -> lake.piece(behind, lake.upsert("3", "c")))
                .hasMessageContaining("CV-SINK-TABLE")
                .hasMessageContaining("taken back");
        assertThatThrownBy(behind::requireWhole).hasMessageContaining("CV-SINK-TABLE");
        lake.piece(behind, lake.truncate(), lake.upsert("3", "c"));
        lake.commit(behind);
        assertThat(lake.rows()).containsExactly("3|c");
    }

    @Test
    void aTableThatWasTakenBackIntoACommitIsBehindToo() {
        LakeTable table = lake.open();
        takenBackInto(table, 1);
        table = lake.open();
        takenBackInto(table, 2);
    }

    /** Commits two pieces, and takes the table back to the first of them. */
    private void takenBackInto(LakeTable table, int commits) {
        lake.piece(table, lake.upsert("1", "a"));
        lake.piece(table, lake.upsert("2", "b" + commits));
        lake.commit(table);
        Table there = lake.table();
        long whole = there.currentSnapshot().snapshotId();
        there.manageSnapshots()
                .setCurrentSnapshot(there.currentSnapshot().parentId())
                .commit();
        LakeTable behind = lake.open(commits);
        assertThatThrownBy(behind::requireWhole).hasMessageContaining("CV-SINK-TABLE");
        there.manageSnapshots().setCurrentSnapshot(whole).commit();
    }

    @Test
    void aFailureBetweenTheColumnAndItsValuesIsMended() {
        LakeTable table = lake.open();
        lake.piece(table, lake.upsert("1", "a"));
        lake.commit(table);
        LakeTable dies = lake.open();
        lake.column("state", "text", Optional.of("old"));
        lake.piece(dies, lake.upsert("2", "b", "new"));
        assertThat(lake.rows()).containsExactly("1|a|null");

        LakeTable next = lake.open();
        lake.piece(next, lake.upsert("2", "b", "new"));
        lake.commit(next);
        assertThat(lake.rows()).containsExactly("1|a|old", "2|b|new");
        lake.piece(next, lake.upsert("1", "a", null));
        lake.commit(next);
        LakeTable later = lake.open();
        lake.piece(later, lake.upsert("3", "c", null));
        lake.commit(later);
        assertThat(lake.rows()).containsExactly("1|a|null", "2|b|new", "3|c|null");
    }

    @Test
    void filesAreRewrittenAndSnapshotsExpireAndThePlaceStays() {
        lake.close();
        lake = new LakeFixture(folder, ", maintenance: {compactAfter: 5, keepSnapshots: 1m}", "")
                .column("id", "text")
                .column("note", "text");
        LakeTable table = lake.open();
        for (int i = 0; i < 12; i++) {
            lake.piece(table, lake.upsert("a", "a" + i), lake.upsert("b" + i, "b"), lake.delete("b" + (i - 3)));
            lake.commit(table);
        }
        assertThat(lake.rows()).containsExactly("a|a11", "b10|b", "b11|b", "b9|b");
        Table there = lake.table();
        assertThat(Integer.parseInt(there.currentSnapshot().summary().get("total-data-files")))
                .isLessThan(6);
        assertThat(Integer.parseInt(there.currentSnapshot().summary().get("total-delete-files")))
                .isLessThan(6);
        there.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis())
                .retainLast(1)
                .commit();
        assertThat(lake.table().snapshots()).hasSize(1);
        assertThat(TablePlace.of(lake.table()).orElseThrow().number()).isEqualTo(12);

        LakeTable next = lake.open();
        lake.piece(next, lake.upsert("a", "last"));
        lake.commit(next);
        assertThat(lake.rows()).containsExactly("a|last", "b10|b", "b11|b", "b9|b");
    }

    @Test
    void aTableThatAnotherSinkKeepsIsLeftAlone() {
        LakeTable table = lake.open();
        lake.piece(table, lake.upsert("1", "a"));
        lake.commit(table);
        lake.table().updateProperties().set("culvert.sink", "other/lake").commit();

        assertThatThrownBy(lake::open).hasMessageContaining("other/lake keeps it");
    }

    @Test
    void theKeyOfARowMayBeOfAnySearchableType() {
        for (List<String> of : List.of(
                List.of("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174001"),
                List.of("bytea", "\\x00ff", "\\x01"),
                List.of("timestamptz", "2020-01-02 03:04:05.000006+00", "0001-01-01 00:00:00+00 BC"),
                List.of("numeric(10,2)", "1.50", "-3.00"),
                List.of("date", "2020-01-02", "2021-01-02"),
                List.of("bool", "t", "f"),
                List.of("float8", "1.5", "NaN"),
                List.of("numeric", "1.50", "Infinity"))) {
            try (LakeFixture other = new LakeFixture(folder.resolve(of.get(0)), "", "")
                    .column("id", of.get(0))
                    .column("note", "text")) {
                LakeTable table = other.open();
                other.piece(table, other.upsert(of.get(1), "a"), other.upsert(of.get(2), "b"));
                other.commit(table);
                other.piece(table, other.upsert(of.get(1), "a2"), other.delete(of.get(2)));
                other.commit(table);
                assertThat(other.rows())
                        .as(of.get(0))
                        .singleElement()
                        .asString()
                        .endsWith("|a2");
            }
        }
    }
}
