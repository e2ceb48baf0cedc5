package dev.culvert.testkit.kafka;

import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.TestkitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;

/**
 * A Kafka broker as a process, a cluster of its own with replication factor 1, whose ports and data stay the same
 * however often it is stopped, killed and started. Topics are not created automatically. It ends, and its files go,
 * with {@link #close} or with this JVM.
 *
 * <p>Safe for any thread, but who stops and starts it must be one at a time.
 */
public final class KafkaServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final Duration TOOL_LIMIT = Duration.ofMinutes(1);
    private static final int SCRAM_ITERATIONS = 4096;

    private static final class Shared {
        static final KafkaServer INSTANCE = builder().start();
    }

    private final RunDirectory directory;
    private final List<String> words;
    private final Map<String, String> addresses;
    private volatile Optional<ServerProcess> process = Optional.empty();

    KafkaServer(RunDirectory directory, List<String> words, Map<String, String> addresses) {
        this.directory = directory;
        this.words = words;
        this.addresses = addresses;
    }

    public static KafkaServerBuilder builder() {
        return new KafkaServerBuilder();
    }

    /** The one broker that this JVM shares; nobody may stop it. */
    public static KafkaServer shared() {
        return Shared.INSTANCE;
    }

    /** {@code host:port} of the plain listener. */
    public String bootstrap() {
        return addresses.get("PLAINTEXT");
    }

    /** {@code host:port} that the listener of {@link KafkaServerBuilder#externalListener} advertises: the proxy's. */
    public String externalBootstrap() {
        return address("EXTERNAL");
    }

    /** {@code host:port} of the listener of {@link KafkaServerBuilder#sasl}. */
    public String saslBootstrap() {
        return address("SASL");
    }

    /** {@code host:port} of the listener of {@link KafkaServerBuilder#tls}. */
    public String tlsBootstrap() {
        return address("TLS");
    }

    /** {@code host:port} of the listener that is there with both SASL and TLS. */
    public String saslTlsBootstrap() {
        return address("SASL_TLS");
    }

    private String address(String listener) {
        return Optional.ofNullable(addresses.get(listener))
                .orElseThrow(() -> new IllegalStateException("this broker has no listener " + listener));
    }

    public long pid() {
        return running().pid();
    }

    public boolean isRunning() {
        return process.map(ServerProcess::isAlive).orElse(false);
    }

    /** Everything the broker has written since it was made, over all its starts. */
    public String log() {
        try {
            return Files.readString(logFile(), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("log of " + this, e);
        }
    }

    /** A client with all rights, which the caller closes. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap()));
    }

    /** Creates a topic and waits until it can be used. */
    public void createTopic(String name, int partitions, Map<String, String> settings) {
        try (Admin admin = admin()) {
            await(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
                    .all());
        }
    }

    /** Makes a user of the mechanisms SCRAM-SHA-256 and SCRAM-SHA-512, or changes the password. */
    public void createScramUser(String user, String password) {
        try (Admin admin = admin()) {
            for (ScramMechanism mechanism : List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
                ScramCredentialInfo info = new ScramCredentialInfo(mechanism, SCRAM_ITERATIONS);
                // the broker takes one credential of a user per request
                await(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, info, password)))
                        .all());
            }
        }
    }

    /** Runs {@code kafka-configs.sh} with these arguments, which must succeed. */
    public void configs(List<String> arguments) {
        List<String> command =
                KafkaBinaries.java(List.of("-Xmx128m"), "kafka.admin.ConfigCommand", arguments.toArray(String[]::new));
        ServerProcess.Command.of("kafka-configs", directory.path(), command)
                .run(directory.path().resolve("kafka-configs.log"), TOOL_LIMIT);
    }

    /** Starts it again after {@link #stop} or {@link #kill}; returns when it serves requests. */
    public synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException(this + " runs already");
        }
        ServerProcess started = ServerProcess.Command.of("kafka", directory.path(), words)
                .withEndSignal("KILL")
                .start(logFile());
        process = Optional.of(started);
        started.awaitReady(this::accepts, START_LIMIT);
        awaitServing(started);
    }

    /** Shuts it down in order (SIGTERM) and waits for its end. */
    public synchronized void stop() {
        running().signal("TERM");
        running().awaitExit(STOP_LIMIT);
    }

    public void restart() {
        stop();
        start();
    }

    /** {@code kill -9}. */
    public synchronized void kill() {
        running().signal("KILL");
        running().awaitExit(STOP_LIMIT);
    }

    /** Stops the process where it is (SIGSTOP): connections stay open and nothing answers. */
    public void freeze() {
        running().signal("STOP");
    }

    /** Undoes {@link #freeze}. */
    public void thaw() {
        running().signal("CONT");
    }

    @Override
    public synchronized void close() {
        process.ifPresent(current -> {
            current.signal("KILL");
            current.awaitExit(STOP_LIMIT);
        });
        directory.close();
    }

    private ServerProcess running() {
        return process.orElseThrow(() -> new IllegalStateException(this + " was never started"));
    }

    private Path logFile() {
        return directory.path().resolve("log");
    }

    private boolean accepts() {
        String[] address = bootstrap().split(":");
        try (Socket socket = new Socket(InetAddress.getByName(address[0]), Integer.parseInt(address[1]))) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** A listener is open before the broker is registered; a cluster with a node in it serves. */
    private void awaitServing(ServerProcess started) {
        Deadline deadline = Deadline.after(START_LIMIT);
        try (Admin admin = admin()) {
            started.awaitReady(() -> await(admin.describeCluster().nodes()).size() == 1, deadline.remaining());
        }
    }

    private <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while waiting for " + this, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new TestkitException(this + " refused: " + e, e);
        }
    }

    @Override
    public String toString() {
        return "Kafka on " + bootstrap();
    }
}
