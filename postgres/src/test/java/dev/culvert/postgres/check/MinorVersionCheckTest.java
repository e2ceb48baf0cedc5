package dev.culvert.postgres.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.PublicationDefinition;
import dev.culvert.schemas.definition.SlotDefinition;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.finding.Severity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinorVersionCheckTest {

    @ParameterizedTest
    @CsvSource({
        "130000,4",
        "130021,1",
        "130023,0",
        "140000,4",
        "140019,0",
        "150000,4",
        "150013,1",
        "150019,0",
        "160000,5",
        "160010,1",
        "160014,0",
        "170000,4",
        "170001,3",
        "170005,2",
        "170009,1",
        "170010,0",
        "180000,1",
        "180003,1",
        "180004,0",
    })
    void knowsTheDefectsOfAMinorVersion(int version, int warnings) {
        SourceDefinition source = new SourceDefinition(
                new PostgresDefinition(
                        Optional.of("postgresql://u@h/d"), Optional.empty(), Optional.empty(), PostgresTest.noTls()),
                SourceDefinition.Engine.NATIVE,
                new SlotDefinition("s", true, SlotDefinition.Failover.AUTO, 1),
                new PublicationDefinition("p", true),
                List.of());
        try (CheckContext context =
                new CheckContext(new Sessions(PostgresTest.settings("postgresql://u@h/d")), source)) {
            assertThat(new MinorVersionCheck(context).of(new ServerVersion(version)))
                    .filteredOn(f -> f.severity() == Severity.WARNING)
                    .hasSize(warnings);
        }
    }
}
