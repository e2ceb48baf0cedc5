package dev.culvert.runtime.metrics;

import dev.culvert.runtime.status.StatusView;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything that {@code /metrics} serves, in Prometheus' text format. Costs nothing between scrapes but the garbage
 * collector's notifications. Thread-safe; close it with the server that serves it.
 */
public final class PipelineMetrics implements AutoCloseable {

    /** What {@link #scrape()} is, for HTTP. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String UNKNOWN = " NaN";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final List<PipelineMeters> pipelines;

    public PipelineMetrics(List<StatusView> views) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        gc.bindTo(registry);
        pipelines =
                views.stream().map(view -> new PipelineMeters(view, registry)).toList();
    }

    /** The figures of now; a figure that is not known is left out, never 0. */
    public synchronized String scrape() {
        pipelines.forEach(PipelineMeters::refresh);
        return registry.scrape(CONTENT_TYPE)
                .lines()
                .filter(line -> line.startsWith("#") || !line.endsWith(UNKNOWN))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
