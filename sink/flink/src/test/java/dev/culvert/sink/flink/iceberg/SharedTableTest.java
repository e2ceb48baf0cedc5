package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several tables in one, in a catalog in a folder, read back by Iceberg's own reader. */
class SharedTableTest {
    private static final TableId ONE = LakeFixture.SOURCE;
    private static final TableId OTHER = new TableId("public", "u");

    private LakeFixture lake;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() {
        lake = fixture("", "");
    }

    private LakeFixture fixture(String iceberg, String entry) {
        return new LakeFixture(
                        folder, iceberg, ", tables: [{table: \"public.?\", into: all, metadata: [table]" + entry + "}]")
                .column("id", "int4")
                .column("note", "text");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private LakeTable table() {
        return lake.open(0, OTHER);
    }

    private void write(LakeTable table, TableId source, Change... changes) {
        lake.apply(table, source, changes);
        table.flush();
    }

    @Test
    void theSameKeyIsARowOfEachAndATruncateTakesTheRowsOfOne() {
        LakeTable table = table();
        write(table, ONE, lake.copied(0, "1", "a"), lake.copied(0, "2", "b"));
        write(table, OTHER, lake.copied(0, "1", "other a"));
        lake.commit(table, OTHER);
        assertThat(lake.rows()).containsExactly("1|a|public.t", "1|other a|public.u", "2|b|public.t");
        assertThat(lake.table().currentSnapshot().summary())
                .as("a copy into an empty table deletes nothing")
                .containsEntry("total-equality-deletes", "0");

        // in the table, in a piece that is not committed, in memory, and again after it
        write(table, ONE, lake.upsert("3", "piece"));
        write(table, OTHER, lake.upsert("3", "other piece"));
        lake.apply(table, ONE, lake.upsert("4", "memory"));
        lake.apply(table, OTHER, lake.upsert("4", "other memory"));
        lake.apply(table, ONE, lake.truncate(), lake.upsert("2", "again"));
        assertThat(table.isPending()).isTrue();
        table.flush();
        lake.commit(table, OTHER);
        assertThat(lake.rows())
                .containsExactly(
                        "1|other a|public.u", "2|again|public.t", "3|other piece|public.u", "4|other memory|public.u");
    }

    @Test
    void whatAChangeDidNotTouchIsNotThatOfATruncatedRow() {
        lake.column("big", "text");
        LakeTable table = table();
        write(table, ONE, lake.upsert("1", "a", "BIG"));
        write(table, OTHER, lake.upsert("1", "a", "OTHER"), lake.upsert("2", "b", "OTHER2"));
        lake.commit(table, OTHER);
        write(table, OTHER, lake.upsert("2", "b2", "~"));
        write(table, ONE, lake.truncate(), lake.upsert("1", "b", "~"));
        write(table, OTHER, lake.upsert("1", "b", "~"), lake.upsert("2", "b3", "~"));
        lake.commit(table, OTHER);
        assertThat(lake.rows()).containsExactly("1|b|OTHER|public.u", "1|b|null|public.t", "2|b3|OTHER2|public.u");
    }

    @Test
    void rowsThatAreMarkedAreThoseOfOne() {
        lake.close();
        lake = fixture("", ", deletes: mark");
        LakeTable table = table();
        write(table, ONE, lake.upsert("1", "a"));
        write(table, OTHER, lake.upsert("1", "a"));
        lake.commit(table, OTHER);
        write(table, ONE, lake.truncate());
        lake.commit(table, OTHER);
        assertThat(lake.rows().get(0)).startsWith("1|a|public.t|2");
        assertThat(lake.rows().get(1)).isEqualTo("1|a|public.u|null");
    }

    @Test
    void aDefaultOfOneIsNotTheOthers() {
        defaults();
    }

    @Test
    void norInVersionThree() {
        lake.close();
        lake = fixture(", formatVersion: 3", "");
        defaults();
    }

    private void defaults() {
        LakeTable table = table();
        write(table, ONE, lake.upsert("1", "a"));
        write(table, OTHER, lake.upsert("1", "a"));
        lake.commit(table, OTHER);
        lake.column("state", "text", Optional.of("old"));
        write(table, ONE, lake.upsert("2", "b", "new"));
        lake.commit(table, OTHER);
        assertThat(lake.rows()).containsExactly("1|a|public.t|old", "1|a|public.u|null", "2|b|public.t|new");
    }

    @Test
    void aFailureBetweenTheColumnAndItsValuesIsMendedByTheTableThatHasThem() {
        LakeTable table = table();
        write(table, ONE, lake.upsert("1", "a"));
        write(table, OTHER, lake.upsert("1", "a"));
        lake.commit(table, OTHER);
        LakeTable dies = table();
        lake.column("state", "text", Optional.of("old"));
        write(dies, ONE, lake.upsert("2", "b", "new"));

        LakeTable next = table();
        write(next, OTHER, lake.upsert("2", "b", null)); // it got the column before it got here
        lake.commit(next, OTHER);
        write(next, ONE, lake.delete("9"));
        lake.commit(next, OTHER);
        assertThat(lake.rows()).containsExactly("1|a|public.t|null", "1|a|public.u|null", "2|b|public.u|null");
        write(next, ONE, lake.upsert("2", "b", "new"));
        lake.commit(next, OTHER);
        assertThat(lake.rows())
                .containsExactly("1|a|public.t|old", "1|a|public.u|null", "2|b|public.t|new", "2|b|public.u|null");
    }

    @Test
    void theirPlacesAreInOneCommit() {
        LakeTable table = table();
        write(table, ONE, lake.upsert("1", "a"));
        write(table, OTHER, lake.upsert("1", "a"));
        lake.commit(table, OTHER);

        LakeTable next = table();
        assertThat(next.has(new Place("shop.public.t", 0), 0)).isTrue();
        assertThat(next.has(new Place("shop.public.u", 0), 0)).isTrue();
        assertThat(next.has(new Place("shop.public.u", 0), 1)).isFalse();
        TablePlace place = TablePlace.of(lake.table()).orElseThrow();
        assertThat(place.sources()).containsOnlyKeys("public.t", "public.u");
        assertThat(place.of(OTHER).orElseThrow().topic()).isEqualTo("shop.public.u");

        LakeTable alone = lake.open(0); // the other is not taken now
        write(alone, ONE, lake.upsert("2", "b"));
        lake.commit(alone);
        assertThat(TablePlace.of(lake.table())
                        .orElseThrow()
                        .of(OTHER)
                        .orElseThrow()
                        .topic())
                .isEqualTo("shop.public.u");
        LakeTable back = table();
        assertThat(back.has(new Place("shop.public.u", 0), 0)).isTrue();
        write(back, OTHER, lake.copied(1, "1", "copied anew"));
        lake.commit(back, OTHER);
        assertThat(lake.rows()).containsExactly("1|a|public.t", "1|copied anew|public.u", "2|b|public.t");
    }

    @Test
    void ofATableThatWasTakenBackEachIsWaitedFor() {
        LakeTable table = table();
        write(table, ONE, lake.upsert("1", "a"));
        write(table, OTHER, lake.upsert("1", "a"));
        lake.commit(table, OTHER);
        Table there = lake.table();
        long first = there.currentSnapshot().snapshotId();
        write(table, OTHER, lake.upsert("1", "lost"));
        lake.commit(table, OTHER);
        there.refresh();
        there.manageSnapshots().rollbackTo(first).commit();

        LakeTable behind = lake.open(table.number(), OTHER);
        requireWaitsFor(behind, ONE);
        write(behind, ONE, lake.truncate(), lake.upsert("1", "copied"));
        requireWaitsFor(behind, OTHER);
        lake.commit(behind, OTHER);
        lake.commit(behind, OTHER);

        LakeTable later = table();
        assertThatThrownBy(() -> write(later, OTHER, lake.upsert("2", "b"))).hasMessageContaining("taken back");
        write(later, OTHER, lake.truncate(), lake.upsert("2", "copied"));
        lake.commit(later, OTHER);
        table().requireWhole();
        assertThat(lake.rows()).containsExactly("1|copied|public.t", "2|copied|public.u");
    }

    private static void requireWaitsFor(LakeTable table, TableId source) {
        assertThatThrownBy(table::requireWhole)
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.remedy()).contains("--resnapshot " + source));
    }

    @Test
    void aTopicThatOneMovesToTakesItsRowsAlone() {
        LakeTable table = table();
        write(table, ONE, lake.upsert("1", "a"));
        write(table, OTHER, lake.upsert("1", "a"));
        lake.commit(table, OTHER);
        LakeTable next = table();
        next.of(ONE).in("shop.public.t.v2");
        assertThat(next.of(ONE).isFormer("shop.public.t")).isTrue();
        assertThat(next.of(OTHER).isFormer("shop.public.t")).isFalse();
        lake.commit(next, OTHER);
        assertThat(lake.rows()).containsExactly("1|a|public.u");
        assertThat(table().of(ONE).isFormer("shop.public.t")).isTrue();
    }

    @Test
    void partitionsAndCompactionsKeepThemApart() {
        lake.close();
        lake = fixture(", maintenance: {compactAfter: 4}", ", partitionBy: [_table, \"bucket(2, id)\"]");
        LakeTable table = table();
        for (int i = 0; i < 10; i++) {
            lake.apply(table, ONE, lake.upsert("1", "a" + i), lake.upsert("2", "b" + i));
            lake.apply(table, OTHER, lake.upsert("1", "u" + i));
            if (i % 4 == 3) {
                lake.apply(table, OTHER, lake.truncate());
            }
            table.flush();
            lake.commit(table, OTHER);
        }
        assertThat(lake.rows()).containsExactly("1|a9|public.t", "1|u9|public.u", "2|b9|public.t");
        write(table, OTHER, lake.truncate());
        lake.commit(table, OTHER);
        assertThat(lake.rows()).containsExactly("1|a9|public.t", "2|b9|public.t");
    }

    @Test
    void anotherKeyIsRefused() {
        LakeTable table = table();
        write(table, ONE, lake.upsert("1", "a"));
        try (LakeFixture other = fixture("", "")) {
            other.keyedBy("note");
            assertThatThrownBy(() -> {
                        other.apply(table, OTHER, other.upsert("1", "a"));
                        table.flush();
                    })
                    .hasMessageContaining("CV-SINK-TABLE")
                    .hasMessageContaining("Its rows are found by _table, id, and those of public.u by note, _table");
        }
    }
}
