package dev.culvert.sink.kafka.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypesPageIT {
    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void everyTypeOfTheCatalogIsOnThePage(int major) throws IOException {
        String page = Files.readString(TypesPageTest.PAGE, StandardCharsets.UTF_8);
        List<String> names = PostgresServer.shared(major)
                .maintenance()
                .query(
                        """
                        SELECT typname FROM pg_type t
                        WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm')
                          AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
                        ORDER BY typname""")
                .stream()
                .map(row -> row.get(0))
                .toList();
        assertThat(names).hasSizeGreaterThan(50);
        assertThat(names.stream()
                        .filter(name -> !page.contains("`" + name + "`"))
                        .toList())
                .isEmpty();
    }
}
