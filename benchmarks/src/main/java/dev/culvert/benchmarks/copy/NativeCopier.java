package dev.culvert.benchmarks.copy;

import dev.culvert.benchmarks.rig.Tool;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** PostgreSQL alone: the whole schema first, then a subscription that copies, until each of its tables is ready. */
final class NativeCopier implements Copier {
    private static final Duration LIMIT = Duration.ofMinutes(30);

    @Override
    public String name() {
        return "native subscription";
    }

    @Override
    public void copy(PostgresDatabase source, PostgresDatabase target) {
        try {
            Path schema = Files.createTempFile("culvert-benchmark", ".sql");
            Tool.run("pg_dump", "--schema-only", "--no-publications", "--file=" + schema, source.url());
            Tool.run("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-f", schema.toString(), target.url());
            Files.delete(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        source.execute("CREATE PUBLICATION bench FOR ALL TABLES");
        target.execute(
                "CREATE SUBSCRIPTION bench CONNECTION '" + source.url() + "' PUBLICATION bench WITH (binary = true)");
        Deadline.after(LIMIT)
                .require(
                        () -> target.number("SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'") == 0,
                        () -> "tables of the subscription ready");
    }

    @Override
    public void clean(PostgresDatabase source, PostgresDatabase target) {
        target.execute("DROP SUBSCRIPTION bench");
        source.execute("DROP PUBLICATION bench");
    }
}
