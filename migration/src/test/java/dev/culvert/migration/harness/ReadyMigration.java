package dev.culvert.migration.harness;

import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.closing.UserTables;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.link.Heartbeat;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.link.Origin;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.turn.Marks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A migration that is READY without a copy: both databases get the same empty tables, and the target follows. What it makes on the
 * servers is gone with {@link #close}.
 */
public final class ReadyMigration implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final PostgresDatabase source;
    private final PostgresDatabase target;
    private final Path file;
    private final MigrationDefinition definition;

    private ReadyMigration(
            String name, PostgresDatabase source, PostgresDatabase target, Path file, MigrationDefinition definition) {
        this.name = name;
        this.source = source;
        this.target = target;
        this.file = file;
        this.definition = definition;
    }

    /**
     * @param cutover the section {@code cutover} of the definition as YAML in braces
     * @param ddl made on both sides
     */
    public static ReadyMigration start(PostgresServer old, PostgresServer next, String cutover, String... ddl) {
        return start(old.createDatabase("source"), next.createDatabase("target"), cutover, ddl);
    }

    /** As above, in databases that are there, which may be reached by another way than their server's own address. */
    public static ReadyMigration start(
            PostgresDatabase source, PostgresDatabase target, String cutover, String... ddl) {
        String name =
                "m" + NUMBER.incrementAndGet() + "-" + ProcessHandle.current().pid();
        source.execute(ddl);
        target.execute(ddl);
        if (source.server().major() < 15 && target.server().major() >= 15) {
            // what a copy of the schema would have brought along
            target.execute("ALTER SCHEMA public OWNER TO postgres", "GRANT CREATE ON SCHEMA public TO PUBLIC");
        }
        return start(name, source, target, source.url(), target.url(), cutover);
    }

    /** As above, with tables that are there, and with addresses for Culvert. */
    public static ReadyMigration start(
            String name,
            PostgresDatabase source,
            PostgresDatabase target,
            String sourceUrl,
            String targetUrl,
            String cutover) {
        Path file = write(
                name,
                """
                apiVersion: culvert/v1
                kind: Migration
                metadata: {name: %s}
                source: {postgres: {url: "%s"}}
                target: {postgres: {url: "%s"}}
                cutover: %s
                """
                        .formatted(name, sourceUrl, targetUrl, cutover));
        MigrationDefinition definition = (MigrationDefinition) DefinitionReader.read(file);
        ReadyMigration migration = new ReadyMigration(name, source, target, file, definition);
        migration.follow();
        return migration;
    }

    private static Path write(String name, String yaml) {
        try {
            Path file = Files.createTempFile(name, ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void follow() {
        Sites sites = Sites.of(definition);
        Link link = new Link(Link.forwardName(name, 1), sites.source(), sites.target());
        try (Session old = sites.source().open("test");
                Session next = sites.target().open("test")) {
            var tables = leaves(old);
            LinkPublisher publisher = new LinkPublisher(link, old);
            publisher.publishTables(tables);
            publisher.createSlot(PATIENCE);
            LinkSubscriber subscriber = new LinkSubscriber(link, next);
            subscriber.create(old.version(), false, Origin.NONE);
            subscriber.requireTables(tables);
            Journal journal = new Journal(next, name, "test");
            journal.prepare();
            journal.create("1", "source", Marks.STREAMING);
            journal.verified(Instant.now());
            Closing closing = new Closing(next);
            closing.prepare();
            closing.close();
            subscriber.enable();
            var token = new Heartbeat(link, old).write();
            org.awaitility.Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> new Heartbeat(link, next).shows(token) && publisher.flushed(token.before()));
        }
    }

    private static List<dev.culvert.schemas.change.TableId> leaves(Session session) {
        return UserTables.of(session).stream()
                .filter(table -> session.one(
                        "SELECT c.relkind = 'r' AND c.relpersistence = 'p' AS leaf FROM pg_catalog.pg_class AS c"
                                + " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = ? AND c.relname = ?",
                        row -> row.bool("leaf"),
                        table.schema(),
                        table.name()))
                .toList();
    }

    public String name() {
        return name;
    }

    public PostgresDatabase source() {
        return source;
    }

    public PostgresDatabase target() {
        return target;
    }

    /** The definition's file. */
    public Path file() {
        return file;
    }

    public MigrationDefinition definition() {
        return definition;
    }

    public Sites sites() {
        return Sites.of(definition);
    }

    @Override
    public void close() {
        Leftovers.drop(target);
        Leftovers.drop(source);
        source.close();
        target.close();
    }
}
