package dev.culvert.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a JVM started is gone after it: its servers with their children, and their directories. */
class KilledJvmIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    enum End {
        KILLED,
        EXITED
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void nothingIsLeftBehind(End end) throws Exception {
        Process jvm = fork(LeavesServersBehind.class);
        try (BufferedReader out = jvm.inputReader()) {
            long postgres = Long.parseLong(out.readLine());
            long kafka = Long.parseLong(out.readLine());
            Path postgresDirectory = Path.of(out.readLine());
            List<ProcessHandle> all = Stream.of(postgres, kafka)
                    .map(pid -> ProcessHandle.of(pid).orElseThrow())
                    .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                    .toList();
            assertThat(all).hasSizeGreaterThan(4).allMatch(ProcessHandle::isAlive);
            assertThat(postgresDirectory).isDirectory();

            if (end == End.KILLED) {
                jvm.destroyForcibly();
            } else {
                jvm.getOutputStream().close();
            }

            assertThat(jvm.waitFor()).isEqualTo(end == End.KILLED ? 137 : 0);
            assertThat(Deadline.after(LIMIT).await(() -> all.stream().noneMatch(ProcessHandle::isAlive)))
                    .as("all of %s ended", all)
                    .isTrue();
            assertThat(Deadline.after(LIMIT).await(() -> !Files.exists(postgresDirectory)))
                    .as("%s removed", postgresDirectory)
                    .isTrue();
        }
    }

    @Test
    void aFrozenServerGoesToo() throws Exception {
        Process jvm = fork(LeavesServersBehind.class, "frozen");
        try (BufferedReader out = jvm.inputReader()) {
            out.readLine();
            ProcessHandle kafka =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            out.readLine();
            jvm.destroyForcibly();
            assertThat(Deadline.after(LIMIT).await(() -> !kafka.isAlive())).isTrue();
        }
    }

    private static Process fork(Class<?> main, String... arguments) throws IOException {
        Stream<String> command = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Dculvert.embedded.dir=" + System.getProperty("culvert.embedded.dir"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
        return new ProcessBuilder(Stream.concat(command, Stream.of(arguments)).toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
