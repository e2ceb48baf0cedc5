package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.flink.harness.BankTraffic;
import dev.culvert.sink.flink.harness.CommitWitness;
import dev.culvert.sink.flink.harness.Ledger;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.record.TransactionRecord;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.topic.PipelineTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of a sink into Iceberg whose catalog is a PostgreSQL database: each snapshot of the bank's tables has the very rows that the source's table had after
 * the transaction that the snapshot names, and by Iceberg's own reader.
 */
final class LakeWitness implements CommitWitness {
    private static final Logger LOG = LoggerFactory.getLogger(LakeWitness.class);
    private static final String TRANSACTION = "culvert.txn-seq";

    private final SinkScene scene;
    private final Ledger ledger;
    private final LakeStore store;
    private final String progress;
    private Map<String, String> seen = new HashMap<>();
    private boolean within;

    LakeWitness(SinkScene scene, BankTraffic bank) {
        this.scene = scene;
        this.ledger = bank.ledger();
        this.store = (LakeStore) scene.store();
        this.progress = LakeStore.target(scene).progress().name();
    }

    /** Changes of the table that is written after all others: its metadata is numbered. */
    @Override
    public long commits() {
        String location = store.pointers().get(progress);
        String file = location.substring(location.lastIndexOf('/') + 1);
        return Long.parseLong(file.substring(0, file.indexOf('-')));
    }

    /** Whether a table was changed since how far all of them are was written. */
    @Override
    public boolean isWithin() {
        Map<String, String> now = store.pointers();
        if (!now.get(progress).equals(seen.get(progress))) {
            within = false;
        } else if (!now.equals(seen)) {
            within = true;
        }
        seen = now;
        return within;
    }

    @Override
    public void requireStates(String as) {
        Map<Long, Long> numbers = numbers();
        int checked = 0;
        for (String name : BankTraffic.TABLES) {
            NavigableMap<Long, String> states = ledger.states(name, numbers);
            Table table = store.table(name);
            long last = 0;
            for (Snapshot snapshot : snapshots(table)) {
                String of = as + ", " + name + ", " + snapshot;
                String complete = snapshot.summary().get(TRANSACTION);
                if (complete == null) {
                    assertThat(isSeen(table, snapshot) && last > 0)
                            .as("seen by readers, with no transaction: " + of)
                            .isFalse();
                    continue;
                }
                assertThat(Long.parseLong(complete)).as(of).isGreaterThanOrEqualTo(last);
                last = Long.parseLong(complete);
                assertThat(digest(table, snapshot))
                        .as(of)
                        .isEqualTo(states.floorEntry(last).getValue());
                checked++;
            }
        }
        LOG.info("{}: {} snapshots, each what the source had", as, checked);
        assertThat(checked).isGreaterThan(BankTraffic.TABLES.size());
    }

    /** {@code txn_seq} by the transaction's id at the source, as the topic of transactions tells. */
    private Map<Long, Long> numbers() {
        return PipelineTopics.of(scene.topics().definition().kafka().bootstrap().orElseThrow())
                .avro(RegistryServer.shared().url())
                .transactions(scene.name() + ".transactions")
                .read()
                .transactions()
                .stream()
                .collect(Collectors.toMap(TransactionRecord::xid, TransactionRecord::txnSeq));
    }

    private static List<Snapshot> snapshots(Table table) {
        return StreamSupport.stream(table.snapshots().spliterator(), false)
                .sorted(Comparator.comparingLong(Snapshot::sequenceNumber))
                .toList();
    }

    /** Whether it was ever the table's newest: not so those between two of one commit. */
    private static boolean isSeen(Table table, Snapshot snapshot) {
        return table.history().stream().mapToLong(HistoryEntry::snapshotId).anyMatch(id -> id == snapshot.snapshotId());
    }

    private static String digest(Table table, Snapshot snapshot) {
        NavigableMap<Integer, String> rows = new TreeMap<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).useSnapshot(snapshot.snapshotId()).build()) {
            for (Record row : records) {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < row.size(); i++) {
                    values.add(String.valueOf(row.get(i)));
                }
                String before = rows.put((Integer) row.get(0), "(" + String.join(",", values) + ")");
                assertThat(before)
                        .as("a row of this key twice in " + table + " " + snapshot)
                        .isNull();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Ledger.digest(List.copyOf(rows.values()));
    }

    @Override
    public void close() {
        // it holds nothing
    }
}
