package dev.culvert.cli.embedded.upgrade;

import dev.culvert.testkit.pgbouncer.PgBouncer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How customers get to the shop: through a PgBouncer, or by an address in a file, which a program of the cutover rewrites.
 * Safe for any thread.
 */
public final class Entrance implements AutoCloseable {
    private final Optional<PgBouncer> pooler;
    private final Supplier<String> jdbcUrl;
    private final String words;
    private final String traffic;

    private Entrance(Optional<PgBouncer> pooler, Supplier<String> jdbcUrl, String words, String traffic) {
        this.pooler = pooler;
        this.jdbcUrl = jdbcUrl;
        this.words = words;
        this.traffic = traffic;
    }

    static Entrance pooled(PgBouncer pooler) {
        String url =
                "jdbc:postgresql://%s:%d/shop?user=shop&prepareThreshold=0".formatted(pooler.host(), pooler.port());
        return new Entrance(
                Optional.of(pooler),
                () -> url,
                "postgresql://shop@%s:%d/shop  (PgBouncer, transaction mode)".formatted(pooler.host(), pooler.port()),
                "{pgbouncer: [{admin: \"%s\", databases: [shop], databasesFile: %s}]}"
                        .formatted(pooler.url("pgbouncer"), pooler.databasesFile()));
    }

    static Entrance direct(Path directory, PostgresDatabase first) {
        Path file = directory.resolve("address");
        try {
            Files.writeString(file, first.url());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Entrance(
                Optional.empty(),
                () -> direct(file),
                "what stands in " + file,
                """
                {hooks: {switch: [/bin/sh, -c, 'printf %%s "$CULVERT_TO_URL" > %1$s.new && mv %1$s.new %1$s']}}"""
                        .formatted(file));
    }

    private static String direct(Path file) {
        try {
            URI address = URI.create(Files.readString(file).strip());
            return "jdbc:postgresql://%s:%d%s?user=shop"
                    .formatted(address.getHost(), address.getPort(), address.getPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether nobody should notice anything. */
    public boolean isPooled() {
        return pooler.isPresent();
    }

    /** For pgjdbc, as it is now. */
    public String jdbcUrl() {
        return jdbcUrl.get();
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** The section {@code cutover.traffic} of the definition, as YAML in braces. */
    public String traffic() {
        return traffic;
    }

    @Override
    public void close() {
        pooler.ifPresent(PgBouncer::close);
    }
}
