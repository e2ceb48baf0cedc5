package dev.culvert.runtime.http;

import dev.culvert.runtime.metrics.PipelineMetrics;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.status.StatusJson;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Several pipelines that run in this process: alive and ready when each of them is. */
final class ServedPipelines implements Served {
    private final List<StatusView> views;
    private final List<Served> parts;
    private final PipelineMetrics metrics;

    ServedPipelines(List<StatusView> views) {
        this.views = List.copyOf(views);
        this.metrics = new PipelineMetrics(views);
        this.parts = views.stream()
                .<Served>map(view -> new ServedPipeline(view, metrics))
                .toList();
    }

    @Override
    public String kind() {
        return "pipelines";
    }

    @Override
    public String name() {
        return parts.stream().map(Served::name).collect(Collectors.joining(", "));
    }

    @Override
    public String phase() {
        return parts.stream().map(Served::phase).distinct().collect(Collectors.joining(", "));
    }

    @Override
    public Answer alive() {
        return all(Served::alive);
    }

    @Override
    public Answer ready() {
        return all(Served::ready);
    }

    private Answer all(Function<Served, Answer> question) {
        String why = parts.stream()
                .flatMap(part -> refusal(part, question.apply(part)).stream())
                .collect(Collectors.joining("; "));
        return why.isEmpty() ? Answer.yes() : Answer.no(why);
    }

    private static Optional<String> refusal(Served part, Answer answer) {
        return answer.ok()
                ? Optional.empty()
                : Optional.of(part.name() + ": " + answer.reason().orElse("no"));
    }

    @Override
    public byte[] status() {
        return StatusJson.bytes(views.stream().map(StatusView::status).toList());
    }

    @Override
    public String metrics() {
        return metrics.scrape();
    }

    @Override
    public List<Served> parts() {
        return parts;
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
