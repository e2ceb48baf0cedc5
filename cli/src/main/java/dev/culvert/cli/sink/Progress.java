package dev.culvert.cli.sink;

import dev.culvert.cli.command.Terminal;
import dev.culvert.sink.flink.meter.SinkMeters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells now and then what the sinks of this process have taken since, and nothing while nothing comes. */
final class Progress implements AutoCloseable {
    private static final Duration EACH = Duration.ofSeconds(10);

    private final String pipeline;
    private final List<String> sinks;
    private final Terminal terminal;
    private final Map<String, Long> told = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "culvert-sink-progress");
        thread.setDaemon(true);
        return thread;
    });

    Progress(String pipeline, List<String> sinks, Terminal terminal) {
        this.pipeline = pipeline;
        this.sinks = sinks;
        this.terminal = terminal;
        clock.scheduleAtFixedRate(this::tell, EACH.toSeconds(), EACH.toSeconds(), TimeUnit.SECONDS);
    }

    private void tell() {
        for (String sink : sinks) {
            SinkMeters.Figures figures = SinkMeters.of(pipeline, sink).figures();
            long changes = figures.allChanges();
            long since = changes - told.getOrDefault(sink, 0L);
            if (since > 0) {
                told.put(sink, changes);
                terminal.message(words(sink, changes, since, figures));
            }
        }
    }

    private static String words(String sink, long changes, long since, SinkMeters.Figures figures) {
        return String.format(
                Locale.ROOT,
                "%s: %,d changes, %,d a second; %s%s%s",
                sink,
                changes,
                since / EACH.toSeconds(),
                figures.sinceCommit()
                        .map(age -> "committed " + age.toSeconds() + " s ago")
                        .orElse("not committed yet"),
                figures.allLetters() > 0 ? String.format(Locale.ROOT, "; dead letters: %,d", figures.allLetters()) : "",
                figures.starts() > 1 ? "; begun again " + (figures.starts() - 1) + " times" : "");
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
