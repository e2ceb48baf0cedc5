package dev.culvert.cli.embedded;

import dev.culvert.schemas.definition.FormatDefinition;
import dev.culvert.schemas.definition.KafkaDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.TestkitException;
import dev.culvert.testkit.registry.RegistryServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * The servers that definitions want embedded, and the definitions with their addresses: one broker, one registry, and one
 * PostgreSQL of each major version, however many want them. For one thread.
 */
public final class EmbeddedServers implements AutoCloseable {
    private final List<PipelineDefinition> definitions;
    private final Map<String, PostgresServer> postgres;
    private final Map<String, Shop> shops;
    private final Optional<KafkaServer> kafka;
    private final Optional<RegistryServer> registry;

    private EmbeddedServers(
            List<PipelineDefinition> wanted,
            Map<String, PostgresServer> postgres,
            Optional<KafkaServer> kafka,
            Optional<RegistryServer> registry) {
        this.postgres = postgres;
        this.shops = new TreeMap<>();
        postgres.forEach((major, server) -> shops.put(major, Shop.open(server)));
        this.kafka = kafka;
        this.registry = registry;
        this.definitions = wanted.stream()
                .map(definition -> filled(
                        definition,
                        definition.source().postgres().embedded().map(shops::get),
                        kafka.filter(broker -> definition.kafka().embedded()),
                        registry.filter(server -> wantsRegistry(definition))))
                .toList();
    }

    /** Whether a definition wants any. */
    public static boolean wanted(PipelineDefinition definition) {
        return definition.source().postgres().embedded().isPresent()
                || definition.kafka().embedded()
                || wantsRegistry(definition);
    }

    /**
     * Starts them, at the same time.
     *
     * @param progress is told what is being done
     * @throws CulvertException {@link ErrorCode#EMBEDDED_FAILED}
     */
    public static EmbeddedServers start(List<PipelineDefinition> wanted, Consumer<String> progress) {
        CompletableFuture<Optional<KafkaServer>> kafka = start(
                wanted.stream().anyMatch(definition -> definition.kafka().embedded()),
                "Kafka",
                progress,
                () -> KafkaServer.builder().start());
        CompletableFuture<Optional<RegistryServer>> registry = start(
                wanted.stream().anyMatch(EmbeddedServers::wantsRegistry),
                "schema registry",
                progress,
                RegistryServer::create);
        Map<String, CompletableFuture<Optional<PostgresServer>>> postgres = new TreeMap<>();
        wanted.stream()
                .flatMap(definition -> definition.source().postgres().embedded().stream())
                .distinct()
                .forEach(major -> postgres.put(
                        major,
                        start(
                                true,
                                "PostgreSQL " + major,
                                progress,
                                () -> PostgresServer.start(Integer.parseInt(major)))));
        try {
            Map<String, PostgresServer> started = new TreeMap<>();
            postgres.forEach((major, server) -> started.put(major, server.join().orElseThrow()));
            return new EmbeddedServers(wanted, started, kafka.join(), registry.join());
        } catch (CompletionException | TestkitException e) {
            throw new CulvertException(
                    ErrorCode.EMBEDDED_FAILED,
                    "embedded servers",
                    (e instanceof CompletionException ? e.getCause() : e).getMessage(),
                    Changed.NOTHING,
                    "Look at what it says. If files are missing: mvn -B -DskipTests package",
                    e);
        }
    }

    private interface Starting<T> {
        T start();
    }

    private static <T> CompletableFuture<Optional<T>> start(
            boolean wanted, String what, Consumer<String> progress, Starting<T> starting) {
        if (!wanted) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        progress.accept("starting embedded " + what);
        return CompletableFuture.supplyAsync(() -> Optional.of(starting.start()));
    }

    private static boolean wantsRegistry(PipelineDefinition definition) {
        return definition.format().registry().map(RegistryDefinition::embedded).orElse(false);
    }

    private static PipelineDefinition filled(
            PipelineDefinition d, Optional<Shop> shop, Optional<KafkaServer> kafka, Optional<RegistryServer> registry) {
        SourceDefinition source = d.source();
        PostgresDefinition postgres = shop.map(open -> new PostgresDefinition(
                        Optional.of(open.url()),
                        Optional.empty(),
                        Optional.empty(),
                        source.postgres().tls()))
                .orElse(source.postgres());
        KafkaDefinition target = kafka.map(broker -> new KafkaDefinition(
                        Optional.of(broker.bootstrap()),
                        false,
                        d.kafka().security(),
                        d.kafka().topic(),
                        d.kafka().create(),
                        d.kafka().delivery(),
                        d.kafka().producer()))
                .orElse(d.kafka());
        FormatDefinition format = registry.map(server -> new FormatDefinition(
                        d.format().envelope(),
                        d.format().value(),
                        d.format().registry().map(embedded -> at(server.url(), embedded))))
                .orElse(d.format());
        return new PipelineDefinition(
                d.metadata(),
                new SourceDefinition(postgres, source.engine(), source.slot(), source.publication(), source.tables()),
                d.snapshot(),
                target,
                format,
                d.onError(),
                d.alerts(),
                d.sinks());
    }

    private static RegistryDefinition at(String url, RegistryDefinition embedded) {
        return new RegistryDefinition(
                Optional.of(url),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                embedded.compatibility(),
                embedded.onIncompatibleSchema());
    }

    /** The definitions with addresses for everything that was embedded, in their order. */
    public List<PipelineDefinition> definitions() {
        return definitions;
    }

    /** Those of them whose topics are ours, so that nobody else shows what is in them. */
    public List<PipelineDefinition> onOwnBroker() {
        Optional<String> bootstrap = kafka.map(KafkaServer::bootstrap);
        return definitions.stream()
                .filter(definition ->
                        bootstrap.isPresent() && definition.kafka().bootstrap().equals(bootstrap))
                .toList();
    }

    @Override
    public void close() {
        shops.values().forEach(Shop::close);
        registry.ifPresent(RegistryServer::close);
        kafka.ifPresent(KafkaServer::close);
        postgres.values().forEach(PostgresServer::close);
    }
}
