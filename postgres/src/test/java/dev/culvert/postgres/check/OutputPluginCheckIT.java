package dev.culvert.postgres.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.PublicationDefinition;
import dev.culvert.schemas.definition.SlotDefinition;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputPluginCheckIT {

    private static Finding run(PostgresDatabase database) {
        SourceDefinition source = new SourceDefinition(
                new PostgresDefinition(
                        Optional.of("postgresql://u@h/d"), Optional.empty(), Optional.empty(), PostgresTest.noTls()),
                SourceDefinition.Engine.NATIVE,
                new SlotDefinition("s", true, SlotDefinition.Failover.AUTO, 1),
                new PublicationDefinition("p", true),
                List.of());
        try (CheckContext context = new CheckContext(PostgresTest.sessions(database), source)) {
            List<Finding> findings = new OutputPluginCheck(context).run();
            assertThat(findings).hasSize(1);
            return findings.get(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void aServerThatDoesNotListThePluginMakesNoSlot(int major) {
        try (PostgresServer server = PostgresServer.builder(major)
                        .setting("output_plugin_libraries", "test_decoding")
                        .start();
                PostgresDatabase database = server.createDatabase("plugin")) {
            database.execute("CREATE ROLE repl LOGIN REPLICATION");
            Finding refused = run(database);
            assertThat(refused.code()).isEqualTo(ErrorCode.PG_OUTPUT_PLUGIN);
            assertThat(refused.severity()).isEqualTo(Severity.ERROR);
            assertThat(refused.remedy()).contains("test_decoding, pgoutput");
            assertThat(run(database.as("repl")).severity()).isEqualTo(Severity.UNKNOWN);
            assertThatThrownBy(() -> Slots.createExporting(
                            PostgresTest.sessions(database.as("repl")),
                            SlotRequest.permanent("plugin"),
                            Duration.ofSeconds(20)))
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PG_OUTPUT_PLUGIN));
            server.set("output_plugin_libraries", "test_decoding, pgoutput");
            server.reload();
            assertThat(run(database).severity()).isEqualTo(Severity.PASSED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14})
    void aServerWithoutTheSettingLoadsAnything(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("plugin")) {
            Finding absent = run(database);
            assertThat(absent.code()).isEqualTo(ErrorCode.PG_OUTPUT_PLUGIN);
            assertThat(absent.severity()).isEqualTo(Severity.WARNING);
        }
    }
}
