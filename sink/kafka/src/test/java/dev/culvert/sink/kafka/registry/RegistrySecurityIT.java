package dev.culvert.sink.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.schemas.definition.RegistryDefinition.Compatibility;
import dev.culvert.schemas.definition.RegistryDefinition.OnIncompatibleSchema;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.registry.RegistryGate;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind TLS and basic authentication. */
class RegistrySecurityIT {
    private static final String SECRET = "s3cr3t:ä";
    private static final TestCertificates CERTIFICATES = TestCertificates.get();

    private static RegistryGate gate;
    private static RegistryGate stranger;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() {
        gate = RegistryGate.before(RegistryServer.shared(), CERTIFICATES.server(), "culvert", SECRET);
        stranger = RegistryGate.before(RegistryServer.shared(), CERTIFICATES.stranger(), "culvert", SECRET);
    }

    @AfterAll
    static void close() {
        gate.close();
        stranger.close();
    }

    @Test
    void whoIsLetInRegistersSchemas() throws IOException {
        SchemaRegistry registry = registry(gate, Optional.of(SECRET), Optional.of(CERTIFICATES.authority()));
        String subject = "secured-" + UUID.randomUUID();
        Schema schema = Schema.create(Schema.Type.STRING);

        registry.ping();
        int id = registry.register(subject, schema);

        assertThat(registry.schema(id)).hasValue(schema);
        assertThat(registry.has(subject, schema)).isTrue();
    }

    @Test
    void aWrongPasswordIsNamedAndNotTold() throws IOException {
        SchemaRegistry registry = registry(gate, Optional.of("wr0ng"), Optional.of(CERTIFICATES.authority()));

        assertRefused(registry, e -> {
            assertThat(e.remedy()).contains("format.registry.user");
            assertThat(e.getMessage() + e.fact() + e.remedy()).doesNotContain("wr0ng");
        });
    }

    @Test
    void nobodyIsRefused() throws IOException {
        assertRefused(registry(gate, Optional.empty(), Optional.of(CERTIFICATES.authority())), e -> assertThat(e.fact())
                .contains("401"));
    }

    /** Trying again would not help, so it is not an outage. */
    @Test
    void aRegistryOfAnotherAuthorityIsNotTrusted() throws IOException {
        assertRefused(
                registry(gate, Optional.of(SECRET), Optional.of(CERTIFICATES.otherAuthority())),
                e -> assertThat(e.remedy()).contains("format.registry.caCert"));
        assertRefused(registry(gate, Optional.of(SECRET), Optional.empty()), e -> assertThat(e.remedy())
                .contains("format.registry.caCert"));
    }

    @Test
    void aCertificateForAnotherHostIsNotTrusted() throws IOException {
        assertRefused(
                registry(stranger, Optional.of(SECRET), Optional.of(CERTIFICATES.authority())),
                e -> assertThat(e.remedy()).contains("host name"));
    }

    @Test
    void plainHttpAtItsPortIsNoAnswer() throws IOException {
        SchemaRegistry registry = new SchemaRegistry(
                definition(Optional.of(SECRET), Optional.empty()),
                Optional.of(gate.url().replace("https:", "http:")));

        assertThatThrownBy(registry::ping).isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.REGISTRY_UNREACHABLE));
    }

    private static void assertRefused(SchemaRegistry registry, Consumer<CulvertException> more) {
        assertThatThrownBy(registry::ping).isInstanceOfSatisfying(CulvertException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_AUTH);
            more.accept(e);
        });
    }

    private SchemaRegistry registry(RegistryGate at, Optional<String> password, Optional<Path> authority)
            throws IOException {
        return new SchemaRegistry(definition(password, authority), Optional.of(at.url()));
    }

    private RegistryDefinition definition(Optional<String> password, Optional<Path> authority) throws IOException {
        Path secret = Files.writeString(directory.resolve(UUID.randomUUID().toString()), password.orElse(""));
        return new RegistryDefinition(
                Optional.empty(),
                false,
                password.map(given -> "culvert"),
                password.map(given -> new SecretReference.File(secret)),
                authority,
                Compatibility.BACKWARD,
                OnIncompatibleSchema.STOP);
    }
}
