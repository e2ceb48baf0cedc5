package dev.culvert.cli.embedded.upgrade;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.TestkitException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An old PostgreSQL with a shop, a new one with an empty database, the way of the customers to whichever is open, and a broker where
 * one starts. They end with the process, even a killed one. For one thread.
 */
public final class UpgradeServers implements AutoCloseable {
    public static final int OLD = 15;
    public static final int NEW = 18;

    private final PostgresServer old;
    private final PostgresServer next;
    private final Entrance entrance;
    private final Optional<KafkaServer> kafka;
    private final RunDirectory directory;

    private UpgradeServers(
            PostgresServer old,
            PostgresServer next,
            Entrance entrance,
            Optional<KafkaServer> kafka,
            RunDirectory directory) {
        this.old = old;
        this.next = next;
        this.entrance = entrance;
        this.kafka = kafka;
        this.directory = directory;
    }

    /**
     * Starts them, at the same time.
     *
     * @param progress is told what is being done, and what is done without
     * @throws CulvertException {@link ErrorCode#EMBEDDED_FAILED} where a PostgreSQL does not start
     */
    public static UpgradeServers start(Consumer<String> progress) {
        progress.accept("starting PostgreSQL " + OLD + " with a shop, PostgreSQL " + NEW + ", Kafka and PgBouncer");
        CompletableFuture<Optional<KafkaServer>> kafka = CompletableFuture.supplyAsync(() -> tried(
                "no pipeline into Kafka", progress, () -> KafkaServer.builder().start()));
        CompletableFuture<PostgresServer> next = CompletableFuture.supplyAsync(() -> ShopServers.empty(NEW));
        CompletableFuture<PostgresServer> old = CompletableFuture.supplyAsync(() -> ShopServers.withShop(OLD));
        try {
            RunDirectory directory = RunDirectory.create("demo", ServerUser.SAME);
            Entrance entrance = tried(
                            "no pooler: the customers connect directly, and will see errors",
                            progress,
                            () -> ShopServers.pooler(old.join()))
                    .map(Entrance::pooled)
                    .orElseGet(() -> Entrance.direct(directory.path(), ShopServers.shop(old.join())));
            return new UpgradeServers(old.join(), next.join(), entrance, kafka.join(), directory);
        } catch (CompletionException e) {
            throw new CulvertException(
                    ErrorCode.EMBEDDED_FAILED,
                    "embedded servers",
                    e.getCause().getMessage(),
                    Changed.NOTHING,
                    "Look at what it says. If files are missing: mvn -B -DskipTests package",
                    e);
        }
    }

    private static <T> Optional<T> tried(String without, Consumer<String> progress, Supplier<T> starting) {
        try {
            return Optional.of(starting.get());
        } catch (TestkitException e) {
            progress.accept(without + ", since it did not start: "
                    + e.getMessage().lines().findFirst().orElse(""));
            return Optional.empty();
        }
    }

    /** For files of the demo; gone with it. */
    public Path directory() {
        return directory.path();
    }

    /** {@code postgresql://culvert@host:port/shop} of the old server. */
    public String oldUrl() {
        return ShopServers.culvert(old).url();
    }

    /** {@code postgresql://culvert@host:port/shop} of the new server. */
    public String newUrl() {
        return ShopServers.culvert(next).url();
    }

    /** How customers get to the server that is open. */
    public Entrance entrance() {
        return entrance;
    }

    /** {@code host:port} of the broker, if it started. */
    public Optional<String> kafka() {
        return kafka.map(KafkaServer::bootstrap);
    }

    /** Holds what is on the new server against what customers were told. */
    public SalesCheck check(Sales sales) {
        List<String> stored = ShopServers.shop(next).query("SELECT tag FROM orders WHERE tag LIKE 'c%'").stream()
                .map(row -> row.get(0))
                .toList();
        return SalesCheck.of(sales, stored);
    }

    /** What the old server says to an application that still writes to it, in its own words; empty if it takes the write. */
    public Optional<String> oldRefuses() {
        PostgresDatabase shop = ShopServers.shop(old);
        try {
            shop.execute("BEGIN; UPDATE products SET stock = stock WHERE false; ROLLBACK");
            return Optional.empty();
        } catch (TestkitException e) {
            return e.getMessage().lines().findFirst().map(line -> line.substring(line.indexOf("ERROR")));
        }
    }

    @Override
    public void close() {
        entrance.close();
        kafka.ifPresent(KafkaServer::close);
        next.close();
        old.close();
        directory.close();
    }
}
