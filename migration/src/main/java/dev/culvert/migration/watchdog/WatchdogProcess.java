package dev.culvert.migration.watchdog;

import dev.culvert.migration.cutover.Guard;
import dev.culvert.migration.turn.Turn;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The watchdog, as a child in a session of its own, so that a signal to the terminal's group does not end it with its maker. */
public final class WatchdogProcess implements Guard {
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private final Process process;
    private final BufferedReader out;
    private boolean ready;

    private WatchdogProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts it; returns before it is ready.
     *
     * @param definition the file, which it reads by itself
     * @throws CulvertException {@link ErrorCode#WATCHDOG}
     */
    public static WatchdogProcess start(Path definition) {
        List<String> command = new ArrayList<>();
        SETSID.stream().filter(Files::isExecutable).findFirst().ifPresent(path -> command.add(path.toString()));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Watchdog.class.getName(),
                definition.toAbsolutePath().toString()));
        try {
            return new WatchdogProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw failed("It could not be started: " + e.getMessage(), e);
        }
    }

    @Override
    public void pausing(Turn turn, long epoch, Duration allowed) {
        awaitReady();
        send(Line.pausing(turn.number(), epoch, allowed));
    }

    private void awaitReady() {
        try {
            while (!ready) {
                String line = out.readLine();
                if (line == null) {
                    throw failed("It ended before it was ready.", null);
                }
                ready = line.equals(Line.READY);
            }
        } catch (IOException e) {
            throw failed("It does not answer: " + e.getMessage(), e);
        }
    }

    private void send(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw failed("It is gone: " + e.getMessage(), e);
        }
    }

    private static CulvertException failed(String fact, Throwable cause) {
        return new CulvertException(
                ErrorCode.WATCHDOG,
                "watchdog",
                fact,
                Changed.NOTHING,
                "Nothing is held without a watchdog. Look at what it printed, and try again.",
                cause);
    }

    /** Its process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Tells it that the turn is at its end. One that is gone already needs no telling. */
    @Override
    public void close() {
        try {
            send(Line.SETTLED);
        } catch (CulvertException gone) {
            process.destroy();
        }
    }
}
