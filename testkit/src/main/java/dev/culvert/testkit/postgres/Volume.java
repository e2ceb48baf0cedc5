package dev.culvert.testkit.postgres;

import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A copy of a stopped server's files, beside them, which goes with the server. */
record Volume(PostgresServer server) {
    private static final Duration COPY_LIMIT = Duration.ofMinutes(1);

    void save() {
        delete(kept());
        copy(server.dataDir(), kept());
    }

    void restore() {
        require();
        delete(server.dataDir());
        copy(kept(), server.dataDir());
    }

    PostgresServer elsewhere(PostgresSettings settings) {
        require();
        int port = FreePort.find();
        RunDirectory directory = RunDirectory.create("pg" + server.major(), ServerUser.UNPRIVILEGED);
        PostgresSettings own = settings.copy();
        own.set("port", Integer.toString(port));
        own.set("unix_socket_directories", directory.path().toString());
        PostgresServer other = server.standbyIn(directory, own, port, () -> {});
        copy(kept(), other.dataDir());
        own.write(other.dataDir());
        return other;
    }

    private Path kept() {
        return server.socketDir().resolve("volume");
    }

    private void require() {
        if (!Files.exists(kept())) {
            throw new IllegalStateException("no volume of " + server + " was saved");
        }
    }

    private void copy(Path from, Path to) {
        run(List.of("cp", "-a", from.toString(), to.toString()));
    }

    private void delete(Path directory) {
        run(List.of("rm", "-rf", directory.toString()));
    }

    private void run(List<String> words) {
        ServerProcess.Command.of(words.get(0), server.socketDir(), words)
                .withUser(ServerUser.UNPRIVILEGED)
                .run(server.socketDir().resolve("volume.log"), COPY_LIMIT);
    }
}
