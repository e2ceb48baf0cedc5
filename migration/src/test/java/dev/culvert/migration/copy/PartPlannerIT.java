package dev.culvert.migration.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartPlannerIT {
    private static final int WORKERS = 3;
    private static final List<Long> SIZES = List.of(70_000L, 90_000L, 110_000L, 130_000L);

    /** By blocks from 14 on, by the key before. */
    @ParameterizedTest
    @CsvSource({"15", "13"})
    void everyRowIsInOnePartAndEveryWorkerHasAsMany(int major) {
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("parts")) {
            database.execute(
                    "CREATE TABLE even (id int PRIMARY KEY, v text)",
                    "INSERT INTO even SELECT i, repeat('x', 100) FROM generate_series(-2000, 2000) i",
                    "CREATE TABLE skewed (id bigint PRIMARY KEY, v text)",
                    "INSERT INTO skewed SELECT i * i * i * i, repeat('x', 100) FROM generate_series(1::bigint, 3000) i",
                    "INSERT INTO skewed VALUES (-9223372036854775808, ''), (9223372036854775807, '')",
                    "CREATE TABLE narrow (id bigint PRIMARY KEY, v text)",
                    "INSERT INTO narrow SELECT 9223372036854775807 - i, repeat('x', 1000) FROM generate_series(0, 300) i");
            Sites sites = TestSites.of(database, database);
            try (Session session = sites.source().open("it")) {
                List<Relation> tables = new Catalog(session)
                        .relations().stream()
                                .filter(each -> each.id().schema().equals("public"))
                                .filter(each -> List.of("even", "skewed", "narrow")
                                        .contains(each.id().name()))
                                .toList();
                for (long splitLargerThan : SIZES) {
                    List<CopyTable> plan =
                            new CopyPlan(session, session, new CopyDefinition(WORKERS, splitLargerThan)).of(tables);
                    assertThat(plan).hasSize(3);
                    plan.forEach(table -> requireEachRowOnce(database, table));
                    assertThat(plan.stream()
                                    .filter(table -> table.id().name().equals("even"))
                                    .map(table -> table.parts().size()))
                            .allMatch(parts -> parts >= WORKERS && parts % WORKERS == 0);
                }
            }
        }
    }

    private static void requireEachRowOnce(PostgresDatabase database, CopyTable table) {
        String parts = table.parts().stream()
                .map(part -> "(" + (part.isEmpty() ? "true" : part) + ")::int")
                .collect(Collectors.joining(" + "));
        assertThat(database.query(
                        "SELECT DISTINCT " + parts + " FROM " + table.id().name()))
                .isEqualTo(List.of(List.of("1")));
    }
}
