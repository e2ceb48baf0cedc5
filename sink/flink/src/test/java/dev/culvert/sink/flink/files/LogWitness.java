package dev.culvert.sink.flink.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.flink.harness.BankTraffic;
import dev.culvert.sink.flink.harness.CommitWitness;
import dev.culvert.sink.flink.harness.SinkScene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.data.Record;

/** Sees the commits of a log by what is in its folder. */
final class LogWitness implements CommitWitness {
    private final SinkScene scene;
    private final LogStore store;

    LogWitness(SinkScene scene, BankTraffic bank) {
        this.scene = scene;
        this.store = (LogStore) scene.store();
    }

    /** Files that can be seen: starts alone make records too. */
    @Override
    public long commits() {
        return count(store.directory(), ".parquet");
    }

    @Override
    public boolean isWithin() {
        return count(store.directory().resolve(LogFolder.OWN), ".part") > 0;
    }

    private static long count(Path folder, String suffix) {
        while (true) {
            try (Stream<Path> paths = Files.walk(folder)) {
                return paths.filter(path -> path.toString().endsWith(suffix)).count();
            } catch (IOException | UncheckedIOException e) {
                // something was renamed while it was looked at
            }
        }
    }

    /** Each record is there once, and no transaction is in two commits. */
    @Override
    public void requireStates(String as) {
        LogFiles files = store.files();
        LogOfTopics.requireSame(scene, files, as);
        Map<Long, String> commits = new HashMap<>();
        for (String table : files.tables()) {
            for (Path file : files.of(table)) {
                String commit = file.getFileName().toString().replaceFirst("-.*", "");
                for (Record row : LogFiles.rows(file)) {
                    long transaction = (Long) row.getField("_txn_seq");
                    if (transaction != 0) {
                        String other = commits.putIfAbsent(transaction, commit);
                        assertThat(other == null ? commit : other)
                                .as("%s: the commit of transaction %d", as, transaction)
                                .isEqualTo(commit);
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        // the store closes the folder
    }
}
