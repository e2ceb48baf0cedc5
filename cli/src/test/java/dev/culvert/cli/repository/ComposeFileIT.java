package dev.culvert.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml} is one that docker-compose takes, and a stack in which Culvert can run. */
class ComposeFileIT {
    private static final Path FILE = Repository.file("docker-compose.yml");
    private static final Path DEFINITION = Repository.file("examples/compose/shop.yaml");

    @Test
    void itIsValid() throws Exception {
        Compose config = Compose.config(FILE);

        assertThat(config.exitCode()).as(config.err()).isZero();
        assertThat(config.err()).isEmpty();
    }

    @Test
    void aSlipInItIsSeen(@TempDir Path directory) throws Exception {
        Path broken = Files.writeString(
                directory.resolve("docker-compose.yml"),
                Repository.text(FILE).replaceFirst("healthcheck:", "helthcheck:"));

        assertThat(Compose.config(broken).exitCode()).isNotZero();
    }

    @Test
    void allServersAreThereInVersionsThatAreTested() {
        Map<String, Map<String, Object>> services = services();

        assertThat(services)
                .containsOnlyKeys(
                        "postgres-old",
                        "postgres-new",
                        "pgbouncer",
                        "kafka",
                        "registry",
                        "culvert",
                        "analytics",
                        "jobmanager",
                        "taskmanager-1",
                        "taskmanager-2",
                        "sinks");
        assertThat(services.get("postgres-old")).containsEntry("image", "postgres:" + tested("embedded.postgres.15"));
        assertThat(services.get("postgres-new")).containsEntry("image", "postgres:" + tested("embedded.postgres.18"));
        assertThat(services.get("kafka")).containsEntry("image", "apache/kafka:" + version("kafka"));
        assertThat(services.get("registry"))
                .containsEntry("image", "apicurio/apicurio-registry:" + version("embedded.apicurio"));
        assertThat(services.get("culvert")).containsKey("build");
        assertThat(services.get("sinks")).containsKey("build");
        assertThat(List.of("jobmanager", "taskmanager-1", "taskmanager-2"))
                .allSatisfy(name ->
                        assertThat(services.get(name)).containsEntry("image", "flink:" + version("flink") + "-java17"));
        assertThat(List.of("postgres-old", "postgres-new"))
                .allSatisfy(name ->
                        assertThat(services.get(name).get("command")).asString().contains("wal_level=logical"));
    }

    @Test
    void eachServiceSaysWhenItIsWellAndOfWhichVersionItIs() {
        services().forEach((name, service) -> {
            assertThat(service).as(name).containsKey("healthcheck");
            assertThat(service.get("image")).as(name).asString().matches(".+:.*[0-9]+.*");
        });
    }

    /** A slot that is kept while its topics go, or ids of schemas that go while their records stay, would be a gap. */
    @Test
    void noServiceKeepsWhatAnotherLoses() {
        services().forEach((name, service) -> {
            List<?> volumes = (List<?>) service.getOrDefault("volumes", List.of());
            for (Object volume : volumes) {
                String[] parts = volume.toString().split(":");
                assertThat(Repository.file(parts[0])).as(name).isRegularFile();
                assertThat(parts[2]).as(name + " " + volume).isEqualTo("ro");
            }
        });
    }

    @Test
    void culvertRunsADefinitionForTheseServices() {
        Map<String, Map<String, Object>> services = services();
        Map<String, Object> culvert = services.get("culvert");
        PipelineDefinition definition = DefinitionReader.read(DEFINITION, PipelineDefinition.class);

        assertThat(culvert.get("volumes"))
                .asString()
                .contains("./examples/compose/shop.yaml:/etc/culvert/shop.yaml:ro");
        assertThat(culvert.get("command")).asString().startsWith("[run, /etc/culvert/shop.yaml,");
        List<String> hosts = List.of(
                URI.create(definition.source().postgres().url().orElseThrow()).getHost(),
                definition.kafka().bootstrap().orElseThrow().replace(":9092", ""),
                URI.create(definition.format().registry().orElseThrow().url().orElseThrow())
                        .getHost());
        assertThat(services).containsKeys(hosts.toArray(String[]::new));
        assertThat((Map<?, ?>) culvert.get("depends_on"))
                .extracting(Map::keySet)
                .isEqualTo(Set.copyOf(hosts));
        Optional<SecretReference> password = definition.source().postgres().password();
        assertThat(password)
                .containsInstanceOf(SecretReference.Environment.class)
                .get()
                .satisfies(reference -> assertThat(culvert.get("environment"))
                        .asString()
                        .contains(((SecretReference.Environment) reference).name()));
    }

    @Test
    void itsSinkIsReadWhereverTheJobIs() {
        Map<String, Map<String, Object>> services = services();
        PipelineDefinition definition = DefinitionReader.read(DEFINITION, PipelineDefinition.class);

        assertThat(services.get("sinks").get("command"))
                .asString()
                .isEqualTo("[sink, run, /etc/culvert/shop.yaml, --flink, http://jobmanager:8081]");
        assertThat(definition.sinks()).singleElement().satisfies(sink -> {
            assertThat(services)
                    .containsKey(URI.create(sink.postgres().orElseThrow().url().orElseThrow())
                            .getHost());
            SecretReference.Environment password = (SecretReference.Environment)
                    sink.postgres().orElseThrow().password().orElseThrow();
            assertThat(List.of("sinks", "jobmanager", "taskmanager-1", "taskmanager-2"))
                    .allSatisfy(name -> assertThat(services.get(name).get("environment"))
                            .asString()
                            .contains(password.name()));
        });
    }

    @SuppressWarnings("unchecked") // a file of another shape is refused by docker-compose
    private static Map<String, Map<String, Object>> services() {
        Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(Repository.text(FILE));
        return (Map<String, Map<String, Object>>) file.get("services");
    }

    private static String version(String name) {
        String tag = "version." + name + ">";
        String pom = Repository.text(Repository.file("pom.xml"));
        int start = pom.indexOf("<" + tag) + tag.length() + 1;
        return pom.substring(start, pom.indexOf("</" + tag, start));
    }

    /** PostgreSQL's versions have two numbers, those of its embedded binaries a third. */
    private static String tested(String name) {
        String version = version(name);
        return version.substring(0, version.lastIndexOf('.'));
    }
}
