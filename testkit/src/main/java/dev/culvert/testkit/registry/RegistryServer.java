package dev.culvert.testkit.registry;

import dev.culvert.testkit.embedded.EmbeddedFiles;
import dev.culvert.testkit.embedded.TarArchive;
import dev.culvert.testkit.embedded.UnpackCache;
import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.SharedClasses;
import dev.culvert.testkit.process.TestkitException;
import dev.culvert.testkit.tls.TestCertificates;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A schema registry as a process, on a port that stays the same. It holds everything in memory: after
 * {@link #restart} it is empty and hands out its ids anew. It ends with {@link #close} or with this JVM.
 *
 * <p>Safe for any thread, but who stops and starts it must be one at a time.
 */
public final class RegistryServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

    private static final class Shared {
        static final RegistryServer INSTANCE = RegistryServer.create();
    }

    private final HttpClient http;
    private final RunDirectory directory = RunDirectory.create("registry", ServerUser.SAME);
    private final Path home;
    private final int port = FreePort.find();
    private volatile Optional<ServerProcess> process = Optional.empty();

    private final Optional<TestCertificates.Identity> identity;

    private RegistryServer(Path home, Optional<TestCertificates.Identity> identity) {
        this.home = home;
        this.identity = identity;
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(REQUEST_LIMIT);
        if (identity.isPresent()) {
            client.sslContext(TestCertificates.get().trusting());
        }
        http = client.build();
    }

    /** A new registry, running and empty. */
    public static RegistryServer create() {
        return create(Optional.empty());
    }

    /** A new registry that speaks HTTPS only. */
    public static RegistryServer createTls(TestCertificates.Identity identity) {
        return create(Optional.of(identity));
    }

    private static RegistryServer create(Optional<TestCertificates.Identity> identity) {
        RegistryServer server = new RegistryServer(unpacked(), identity);
        try {
            server.start();
        } catch (TestkitException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** The one registry that this JVM shares; nobody may stop it. */
    public static RegistryServer shared() {
        return Shared.INSTANCE;
    }

    /** The base of Confluent's REST interface, without a slash at its end. */
    public String url() {
        return (identity.isPresent() ? "https://" : "http://") + host() + ":" + port + "/apis/ccompat/v7";
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    public long pid() {
        return running().pid();
    }

    public boolean isRunning() {
        return process.map(ServerProcess::isAlive).orElse(false);
    }

    /** Starts it again, empty, after {@link #stop}; returns when it answers. */
    public synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException(this + " runs already");
        }
        start(SharedClasses.of(home, List.of(runner()), option -> train(home, option)));
    }

    private void start(List<String> options) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=" + host(),
                // what it logs of each request is a tenth of its work
                "-Dquarkus.http.access-log.enabled=false",
                "-Dquarkus.log.level=WARN"));
        words.addAll(options);
        words.addAll(listener());
        words.addAll(List.of("-jar", runner().toString()));
        ServerProcess started = ServerProcess.Command.of("apicurio", directory.path(), words)
                .withEndSignal("KILL")
                .start(directory.path().resolve("log"));
        process = Optional.of(started);
        started.awaitReady(this::answers, START_LIMIT);
    }

    /** From its start to its end in good order, with what pipelines ask for in between. */
    private static void train(Path home, String option) {
        try (RegistryServer server = new RegistryServer(home, Optional.empty())) {
            server.start(List.of(option));
            new RegistryTraining(server).run();
            server.running().signal("TERM");
            server.running().awaitExit(STOP_LIMIT);
        }
    }

    public synchronized void stop() {
        ServerProcess stopping = running();
        stopping.signal("KILL");
        stopping.awaitExit(STOP_LIMIT);
    }

    /** Leaves it empty: schemas are gone and ids start anew. */
    public void restart() {
        stop();
        start();
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

    private List<String> listener() {
        if (identity.isEmpty()) {
            return List.of("-Dquarkus.http.port=" + port);
        }
        return List.of(
                "-Dquarkus.http.ssl-port=" + port,
                "-Dquarkus.http.insecure-requests=disabled",
                "-Dquarkus.http.ssl.certificate.files=" + identity.get().certificate(),
                "-Dquarkus.http.ssl.certificate.key-files=" + identity.get().key());
    }

    private ServerProcess running() {
        return process.orElseThrow(() -> new IllegalStateException(this + " was never started"));
    }

    private boolean answers() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/subjects"))
                .timeout(REQUEST_LIMIT)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while waiting for " + this, e);
        }
    }

    private Path runner() {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new TestkitException("no *-runner.jar in " + home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path unpacked() {
        Path archive = EmbeddedFiles.require("apicurio.tar.gz");
        return UnpackCache.directory("apicurio-" + UnpackCache.checksum(archive), ServerUser.SAME, target -> {
            try (InputStream in =
                    new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive), 1 << 16))) {
                TarArchive.unpack(in, target);
            }
        });
    }

    @Override
    public String toString() {
        return "registry on " + url();
    }
}
