package dev.culvert.benchmarks.copy;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.migration.schema.SchemaCopy;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Canceller;
import dev.culvert.migration.start.StartResult;
import dev.culvert.migration.start.Starter;
import dev.culvert.schemas.definition.CopyDefinition;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.definition.EndpointDefinition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.MigrationTables;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The steps of a start in this JVM, which is warm after the first round, until every table streams. */
final class CulvertCopier implements Copier {
    private static final String MIGRATION = "bench";
    private static final int PARALLELISM = 2;
    private static final long SPLIT_LARGER_THAN = 1L << 30;

    @Override
    public String name() {
        return "culvert, warm";
    }

    @Override
    public void copy(PostgresDatabase source, PostgresDatabase target) {
        MigrationDefinition definition = definition(source, target);
        Sites sites = Sites.of(definition);
        try (SchemaCopy schema = new SchemaCopy(sites, MIGRATION, PARALLELISM)) {
            StartResult result = new Starter(sites, definition, schema, any -> {}, "benchmark").start();
            if (result != StartResult.STREAMING) {
                throw new BenchmarkException("the start ended as " + result);
            }
        }
    }

    @Override
    public void clean(PostgresDatabase source, PostgresDatabase target) {
        new Canceller(Sites.of(definition(source, target)), MIGRATION).cancel(Duration.ofMinutes(1));
    }

    private static MigrationDefinition definition(PostgresDatabase source, PostgresDatabase target) {
        return new MigrationDefinition(
                new MigrationDefinition.Metadata(MIGRATION),
                endpoint(source),
                endpoint(target),
                new MigrationTables(List.of(), List.of()),
                new CopyDefinition(PARALLELISM, SPLIT_LARGER_THAN),
                new CutoverDefinition(
                        Duration.ofSeconds(5),
                        new CutoverDefinition.Traffic(Optional.empty(), Optional.empty(), List.of(), Optional.empty()),
                        true,
                        new CutoverDefinition.Verify(Duration.ofHours(1))));
    }

    private static EndpointDefinition endpoint(PostgresDatabase database) {
        TlsDefinition tls = new TlsDefinition(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return new EndpointDefinition(
                new PostgresDefinition(Optional.of(database.url()), Optional.empty(), Optional.empty(), tls));
    }
}
