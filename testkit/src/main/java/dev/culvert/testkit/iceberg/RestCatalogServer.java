package dev.culvert.testkit.iceberg;

import dev.culvert.testkit.embedded.EmbeddedFiles;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.TestkitException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Iceberg's own REST catalog server, with its tables in a PostgreSQL database, on a port that stays the same. What it needs beside Iceberg and Jetty
 * (Hadoop's configuration, the driver) it takes from this JVM's class path. It ends with {@link #close} or with this JVM. One thread at a time.
 */
public final class RestCatalogServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(REQUEST_LIMIT).build();
    private final RunDirectory directory = RunDirectory.create("iceberg-rest", ServerUser.SAME);
    private final int port = FreePort.find();
    private final PostgresDatabase tables;
    private final Path warehouse;
    private ServerProcess process;

    private RestCatalogServer(PostgresDatabase tables, Path warehouse) {
        this.tables = tables;
        this.warehouse = warehouse;
    }

    /** Running. @param warehouse a folder, in which tables are put that have no place of their own */
    public static RestCatalogServer start(PostgresDatabase tables, Path warehouse) {
        RestCatalogServer server = new RestCatalogServer(tables, warehouse);
        try {
            server.start();
        } catch (TestkitException e) {
            server.close();
            throw e;
        }
        return server;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts it again, after {@link #kill}; returns when it answers. */
    public void start() {
        String classPath = EmbeddedFiles.require("iceberg-rest") + File.separator + "*" + File.pathSeparator
                + System.getProperty("java.class.path");
        process = ServerProcess.Command.of(
                        "iceberg-rest",
                        directory.path(),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath,
                                "org.apache.iceberg.rest.RESTCatalogServer"))
                .withEnvironment(Map.of(
                        "CATALOG_REST_PORT",
                        Integer.toString(port),
                        "CATALOG_URI",
                        tables.jdbcUrl(),
                        "CATALOG_WAREHOUSE",
                        "file:" + warehouse))
                .withEndSignal("KILL")
                .start(directory.path().resolve("log"));
        process.awaitReady(this::answers, START_LIMIT);
    }

    /** {@code kill -9}. */
    public void kill() {
        process.signal("KILL");
        process.awaitExit(STOP_LIMIT);
    }

    private boolean answers() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/v1/config"))
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

    /** What it has said, for the message of a failed test. */
    public String log() {
        return process.log();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
        directory.close();
    }

    @Override
    public String toString() {
        return "REST catalog on " + url();
    }
}
