package dev.culvert.cli.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What {@code docker-compose} says of a file; it needs no daemon for that. */
record Compose(int exitCode, String err) {

    static Compose config(Path file) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("docker-compose", "-f", file.toString(), "config", "-q").start();
        } catch (IOException e) {
            throw new AssertionError("docker-compose is needed: build/install-tools.sh installs it", e);
        }
        process.getInputStream().readAllBytes();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("docker-compose did not end");
        }
        return new Compose(process.exitValue(), err);
    }
}
