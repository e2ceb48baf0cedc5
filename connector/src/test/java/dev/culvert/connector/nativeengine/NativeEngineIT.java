package dev.culvert.connector.nativeengine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.connector.capture.CaptureEngineContract;
import dev.culvert.connector.capture.CaptureFixture;
import dev.culvert.connector.capture.EngineRun;
import dev.culvert.connector.capture.RecordedChanges;
import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import org.junit.jupiter.api.Test;

class NativeEngineIT extends CaptureEngineContract {

    static CaptureFixture.Factory natively() {
        return (source, slot, publication, tables) ->
                new NativeEngine(source.sessions(), slot, publication, tables, ShapeFollower.NONE);
    }

    @Override
    protected CaptureFixture.Factory factory() {
        return natively();
    }

    /** The stream tells the identity of the root alone: what the partition did not log would be taken for nulls. */
    @Test
    void aPartitionThatIsNotFullAnyMoreEndsIt() {
        try (CaptureFixture fixture = CaptureFixture.on(15, natively())) {
            fixture.database()
                    .execute(
                            "CREATE TABLE t (id int PRIMARY KEY, a int) PARTITION BY RANGE (id)",
                            "CREATE TABLE t1 PARTITION OF t DEFAULT",
                            "ALTER TABLE t REPLICA IDENTITY FULL",
                            "ALTER TABLE t1 REPLICA IDENTITY FULL",
                            "CREATE PUBLICATION captured FOR TABLE t WITH (publish_via_partition_root)");
            fixture.createSlot();
            fixture.database()
                    .execute(
                            "INSERT INTO t VALUES (1, 1)",
                            "UPDATE t SET a = 2",
                            "ALTER TABLE t1 REPLICA IDENTITY DEFAULT",
                            "UPDATE t SET a = 3");
            RecordedChanges changes = new RecordedChanges();
            try (EngineRun run = fixture.run(changes, "t")) {
                CulvertException error = run.error();
                assertThat(error.code()).isEqualTo(ErrorCode.KEY_CHANGED);
                assertThat(error.remedy()).contains("REPLICA IDENTITY FULL", "--resnapshot public.t");
            }
            assertThat(changes.transactions()).hasSize(2);
        }
    }
}
