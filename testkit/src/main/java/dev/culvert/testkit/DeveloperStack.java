package dev.culvert.testkit;

import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.registry.RegistryServer;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * PostgreSQL, Kafka and a schema registry for a developer, until Ctrl-C: nothing has to be installed and nothing is
 * left behind. The argument is PostgreSQL's major, 18 by default.
 */
public final class DeveloperStack implements AutoCloseable {
    private static final String NEWEST_MAJOR = "18";

    private final PostgresServer postgres;
    private final KafkaServer kafka;
    private final RegistryServer registry;

    private DeveloperStack(PostgresServer postgres, KafkaServer kafka, RegistryServer registry) {
        this.postgres = postgres;
        this.kafka = kafka;
        this.registry = registry;
    }

    /** Starts all three at the same time. */
    public static DeveloperStack start(int postgresMajor) {
        CompletableFuture<KafkaServer> kafka =
                CompletableFuture.supplyAsync(() -> KafkaServer.builder().start());
        CompletableFuture<RegistryServer> registry = CompletableFuture.supplyAsync(RegistryServer::create);
        PostgresServer postgres = PostgresServer.start(postgresMajor);
        return new DeveloperStack(postgres, kafka.join(), registry.join());
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public KafkaServer kafka() {
        return kafka;
    }

    public RegistryServer registry() {
        return registry;
    }

    /** Where everything is, for a person. */
    public String describe() {
        return """
                PostgreSQL %d  %s   (psql -h %s)
                Kafka          %s
                Registry       %s
                Ctrl-C ends them and removes their data."""
                .formatted(
                        postgres.major(),
                        postgres.maintenance().url(),
                        postgres.socketDir(),
                        kafka.bootstrap(),
                        registry.url());
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
        postgres.close();
    }

    public static void main(String[] arguments) throws InterruptedException {
        int major = Integer.parseInt(arguments.length > 0 ? arguments[0] : NEWEST_MAJOR);
        PrintStream terminal = System.out; // a program for a terminal: this is its result
        terminal.println(start(major).describe());
        new CountDownLatch(1).await();
    }
}
