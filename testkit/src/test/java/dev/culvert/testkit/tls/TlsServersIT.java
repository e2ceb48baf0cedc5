package dev.culvert.testkit.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.TestkitException;
import dev.culvert.testkit.registry.RegistryServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.Test;

class TlsServersIT {
    private final TestCertificates certificates = TestCertificates.get();

    @Test
    void postgresProvesWhoItIsAndTakesAClientsCertificate() throws Exception {
        try (PostgresServer server = PostgresServer.builder(18)
                .tls(certificates.server())
                .hba("local all all trust")
                .hba("hostssl all culvert 127.0.0.1/32 cert")
                .hba("hostssl all postgres 127.0.0.1/32 trust")
                .start()) {
            PostgresDatabase postgres = server.maintenance();
            assertThatThrownBy(() -> postgres.connect(tls("disable", certificates.authority())))
                    .isInstanceOf(TestkitException.class)
                    .hasMessageContaining("no pg_hba.conf entry");
            assertThatThrownBy(() -> postgres.connect(tls("verify-full", certificates.otherAuthority())))
                    .hasRootCauseInstanceOf(CertPathBuilderException.class);
            try (Connection connection = postgres.connect(tls("verify-full", certificates.authority()))) {
                connection.createStatement().execute("CREATE USER culvert");
            }
            Properties client = tls("verify-full", certificates.authority());
            assertThatThrownBy(() -> postgres.as("culvert").connect(client)).hasMessageContaining("certificate");
            client.setProperty("sslcert", certificates.client().certificate().toString());
            client.setProperty("sslkey", certificates.client().keyDer().toString());
            try (Connection connection = postgres.as("culvert").connect(client);
                    ResultSet row = connection
                            .createStatement()
                            .executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
                row.next();
                assertThat(row.getBoolean(1)).isTrue();
            }
        }
    }

    @Test
    void aStrangersCertificateIsForAnotherHost() {
        try (PostgresServer server =
                PostgresServer.builder(13).tls(certificates.stranger()).start()) {
            PostgresDatabase postgres = server.maintenance();
            assertThatThrownBy(() -> postgres.connect(tls("verify-full", certificates.authority())))
                    .hasMessageContaining("could not be verified");
        }
    }

    @Test
    void kafkaSpeaksTlsWithAndWithoutSasl() throws Exception {
        try (KafkaServer kafka = KafkaServer.builder()
                .plainUser("alice", "wonder")
                .tls(certificates.server())
                .start()) {
            Map<String, Object> sasl = client(kafka.saslTlsBootstrap(), "SASL_SSL", certificates.authority());
            sasl.put("sasl.mechanism", "PLAIN");
            sasl.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"wonder\";");
            assertThat(clusterId(sasl)).isNotBlank();
            assertThat(clusterId(client(kafka.tlsBootstrap(), "SSL", certificates.authority())))
                    .isEqualTo(clusterId(sasl));
            assertThatThrownBy(() -> clusterId(client(kafka.tlsBootstrap(), "SSL", certificates.otherAuthority())))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SslAuthenticationException.class);
        }
    }

    @Test
    void theRegistrySpeaksHttpsOnly() throws Exception {
        try (RegistryServer registry = RegistryServer.createTls(certificates.server())) {
            assertThat(registry.url()).startsWith("https://");
            HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + "/subjects"))
                    .build();
            HttpClient trusting =
                    HttpClient.newBuilder().sslContext(certificates.trusting()).build();
            assertThat(trusting.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("[]");
            assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(SSLException.class);
        }
    }

    private static Properties tls(String mode, Path authority) {
        Properties properties = new Properties();
        properties.setProperty("sslmode", mode);
        properties.setProperty("sslrootcert", authority.toString());
        return properties;
    }

    private static Map<String, Object> client(String bootstrap, String protocol, Path authority) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrap,
                "security.protocol",
                protocol,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                authority.toString()));
    }

    private static String clusterId(Map<String, Object> settings) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            return admin.describeCluster().clusterId().get();
        }
    }
}
