package dev.culvert.runtime.http;

import dev.culvert.runtime.metrics.PipelineMetrics;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.status.StatusJson;
import java.util.List;
import java.util.Locale;

/** A pipeline that runs in this process. */
final class ServedPipeline implements Served {
    private final StatusView view;
    private final Health health;
    private final PipelineMetrics metrics;

    ServedPipeline(StatusView view) {
        this(view, new PipelineMetrics(List.of(view)));
    }

    /** @param metrics is closed with this, and may be of others too */
    ServedPipeline(StatusView view, PipelineMetrics metrics) {
        this.view = view;
        this.health = new Health(view);
        this.metrics = metrics;
    }

    @Override
    public String kind() {
        return "pipeline";
    }

    @Override
    public String name() {
        return view.board().pipeline();
    }

    @Override
    public String phase() {
        return view.board().phase().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Answer alive() {
        return health.alive();
    }

    @Override
    public Answer ready() {
        return health.ready();
    }

    @Override
    public byte[] status() {
        return StatusJson.bytes(view.status());
    }

    @Override
    public String metrics() {
        return metrics.scrape();
    }

    @Override
    public boolean hasPage() {
        return true;
    }

    @Override
    public void close() {
        metrics.close();
    }
}
