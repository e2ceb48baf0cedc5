package dev.culvert.testkit.kafka;

import dev.culvert.testkit.oauth.TokenServer;
import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.TestkitException;
import dev.culvert.testkit.tls.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a new broker shall be like; see {@link KafkaServer#builder}. Not safe for use by several threads. */
public final class KafkaServerBuilder {
    private static final int TRIES = 5;
    private static final List<String> SASL_LISTENERS = List.of("sasl", "sasl_tls");
    private static final String HOST = "127.0.0.1";
    private static final String OAUTH = "org.apache.kafka.common.security.oauthbearer.";

    private static final List<String> QUICK_START =
            List.of("-Xms96m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> plainUsers = new LinkedHashMap<>();
    private Optional<List<String>> jvmArguments = Optional.empty();
    private OptionalInt externalPort = OptionalInt.empty();
    private int externalAdvertisedPort;
    private Optional<String> allowedUrl = Optional.empty();
    private boolean sasl;
    private boolean tls;

    KafkaServerBuilder() {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("auto.create.topics.enable", "false");
        // what nobody ends is aborted soon after its time is up
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // a killed broker cannot register again before its session has run out
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
    }

    /** A line of server.properties. */
    public KafkaServerBuilder setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Instead of a small heap and quick start; for measurements. */
    public KafkaServerBuilder jvmArguments(List<String> arguments) {
        jvmArguments = Optional.of(List.copyOf(arguments));
        return this;
    }

    /** The broker that is started and stopped for the archive of its classes. */
    KafkaServerBuilder training(String option) {
        return jvmArguments(
                Stream.concat(QUICK_START.stream(), Stream.of(option)).toList());
    }

    /**
     * A second plain listener on {@code port} which tells its clients to come to {@code advertisedPort}: that of a
     * proxy in front of it. See {@link KafkaServer#externalBootstrap}.
     */
    public KafkaServerBuilder externalListener(int port, int advertisedPort) {
        externalPort = OptionalInt.of(port);
        externalAdvertisedPort = advertisedPort;
        return this;
    }

    /**
     * A listener with SASL (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512) and an authorizer that denies what no ACL allows.
     * The plain listener stays, and who uses it may do everything. See {@link KafkaServer#saslBootstrap}; users are
     * made by {@link #plainUser} or {@link KafkaServer#createScramUser}.
     */
    public KafkaServerBuilder sasl() {
        sasl = true;
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
        settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512");
        for (String listener : SASL_LISTENERS) {
            for (String mechanism : List.of("scram-sha-256", "scram-sha-512")) {
                settings.put(
                        "listener.name." + listener + "." + mechanism + ".sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
            }
        }
        return this;
    }

    /**
     * A listener with TLS, which asks for a client's certificate and does not insist; with {@link #sasl} also one with
     * both. See {@link KafkaServer#tlsBootstrap}, {@link KafkaServer#saslTlsBootstrap}.
     */
    public KafkaServerBuilder tls(TestCertificates.Identity identity) {
        tls = true;
        settings.put("ssl.keystore.location", identity.keyStore().toString());
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.password", TestCertificates.PASSWORD);
        settings.put(
                "ssl.truststore.location", TestCertificates.get().trustStore().toString());
        settings.put("ssl.truststore.type", "PKCS12");
        settings.put("ssl.truststore.password", TestCertificates.PASSWORD);
        settings.put("ssl.client.auth", "requested");
        return this;
    }

    /** A user of the mechanism PLAIN. */
    public KafkaServerBuilder plainUser(String user, String password) {
        plainUsers.put(user, password);
        return sasl();
    }

    /** The listeners of {@link #sasl} also take tokens (OAUTHBEARER) of this server, which must outlive the broker. */
    public KafkaServerBuilder oauth(TokenServer tokens) {
        sasl();
        settings.merge("sasl.enabled.mechanisms", "OAUTHBEARER", (others, own) -> others + "," + own);
        settings.put("sasl.oauthbearer.jwks.endpoint.url", tokens.keysUrl());
        for (String listener : SASL_LISTENERS) {
            String prefix = "listener.name." + listener + ".oauthbearer.sasl.";
            settings.put(prefix + "jaas.config", OAUTH + "OAuthBearerLoginModule required;");
            settings.put(prefix + "server.callback.handler.class", OAUTH + "OAuthBearerValidatorCallbackHandler");
        }
        allowedUrl = Optional.of(tokens.keysUrl());
        return this;
    }

    /** Starts it on free ports; a {@link TestkitException} with the broker's log when it does not come up. */
    public KafkaServer start() {
        TestkitException last = new TestkitException("not tried");
        for (int i = 0; i < TRIES; i++) {
            KafkaServer server = create();
            try {
                server.start();
                return server;
            } catch (TestkitException e) {
                String log = server.log();
                server.close();
                if (!log.contains("Address already in use")) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    private KafkaServer create() {
        RunDirectory directory = RunDirectory.create("kafka", ServerUser.SAME);
        Map<String, String> own = new LinkedHashMap<>(settings);
        Map<String, Listener> listeners = listeners();
        own.put("listeners", joined(listeners, Listener::bound));
        own.put("advertised.listeners", joined(listeners, Listener::advertised));
        own.put("listener.security.protocol.map", joined(listeners, Listener::protocol));
        own.put(
                "controller.quorum.voters",
                "1@" + HOST + ":" + listeners.get("CONTROLLER").port());
        own.put("log.dirs", directory.path().resolve("data").toString());
        if (!plainUsers.isEmpty()) {
            SASL_LISTENERS.forEach(
                    listener -> own.put("listener.name." + listener + ".plain.sasl.jaas.config", plainLogin()));
        }
        write(directory.path(), own);
        KafkaBinaries.format(directory.path().resolve("data"));
        return new KafkaServer(
                directory,
                KafkaBinaries.java(arguments(directory.path()), "kafka.Kafka", "server.properties"),
                listeners.values().stream()
                        .collect(Collectors.toMap(Listener::name, listener -> HOST + ":" + listener.advertisedPort())));
    }

    private record Listener(String name, String security, int port, int advertisedPort) {
        String bound() {
            return name + "://" + HOST + ":" + port;
        }

        String advertised() {
            return name + "://" + HOST + ":" + advertisedPort;
        }

        String protocol() {
            return name + ":" + security;
        }
    }

    private Map<String, Listener> listeners() {
        Map<String, Listener> listeners = new LinkedHashMap<>();
        add(listeners, "PLAINTEXT", "PLAINTEXT", FreePort.find());
        add(listeners, "CONTROLLER", "PLAINTEXT", FreePort.find());
        if (sasl) {
            add(listeners, "SASL", "SASL_PLAINTEXT", FreePort.find());
        }
        if (tls) {
            add(listeners, "TLS", "SSL", FreePort.find());
        }
        if (sasl && tls) {
            add(listeners, "SASL_TLS", "SASL_SSL", FreePort.find());
        }
        externalPort.ifPresent(
                port -> listeners.put("EXTERNAL", new Listener("EXTERNAL", "PLAINTEXT", port, externalAdvertisedPort)));
        return listeners;
    }

    private static void add(Map<String, Listener> listeners, String name, String security, int port) {
        listeners.put(name, new Listener(name, security, port, port));
    }

    private static String joined(Map<String, Listener> listeners, Function<Listener, String> rendering) {
        return listeners.values().stream().map(rendering).collect(Collectors.joining(","));
    }

    private String plainLogin() {
        String users = plainUsers.entrySet().stream()
                .map(user -> " user_%s=\"%s\"".formatted(user.getKey(), user.getValue()))
                .collect(Collectors.joining());
        return "org.apache.kafka.common.security.plain.PlainLoginModule required" + users + ";";
    }

    private List<String> arguments(Path directory) {
        List<String> arguments = new ArrayList<>(
                jvmArguments.orElseGet(() -> Stream.concat(QUICK_START.stream(), KafkaBinaries.sharedClasses().stream())
                        .toList()));
        arguments.add("-Dlogback.configurationFile=" + directory.resolve("logback.xml"));
        allowedUrl.ifPresent(url -> arguments.add("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + url));
        return arguments;
    }

    private static void write(Path directory, Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (var out = Files.newOutputStream(directory.resolve("server.properties"));
                InputStream logging = KafkaServerBuilder.class.getResourceAsStream("broker-logback.xml")) {
            properties.store(out, null);
            Files.copy(logging, directory.resolve("logback.xml"));
        } catch (IOException e) {
            throw new UncheckedIOException("settings of a broker in " + directory, e);
        }
    }
}
