package dev.culvert.runtime.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.runtime.metrics.PipelineMetrics;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which path answers what. */
final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final String JSON = "application/json";
    private static final String NOTHING_LOADED = "default-src 'none'; frame-ancestors 'none'";

    private final Gate gate;
    private final Served served;
    private final StatusPage page = StatusPage.load();

    Routes(Gate gate, Served served) {
        this.gate = gate;
        this.served = served;
    }

    void on(RoutesConfig routes) {
        routes.before(Routes::headers);
        routes.before(gate::pass);
        routes.get("/livez", request -> answer(request, "alive", Served::alive));
        routes.get("/readyz", request -> answer(request, "ready", Served::ready));
        routes.get("/metrics", this::metrics);
        routes.get("/api/v1/status", this::status);
        if (served.hasPage()) {
            routes.get("/", this::page);
        }
        routes.exception(Refused.class, (e, request) -> error(request, e.status(), e.getMessage()));
        routes.exception(
                HttpResponseException.class, (e, request) -> error(request, e.getStatus(), "there is no such path"));
        routes.exception(Exception.class, Routes::failed);
    }

    private static void headers(Context request) {
        request.header("Cache-Control", "no-store");
        request.header("Content-Security-Policy", NOTHING_LOADED);
        request.header("Cross-Origin-Opener-Policy", "same-origin");
        request.header("Cross-Origin-Resource-Policy", "same-origin");
        request.header("Referrer-Policy", "no-referrer");
        request.header("X-Content-Type-Options", "nosniff");
        request.header("X-Frame-Options", "DENY");
    }

    /** For probes, which have no token: whether, and to whom it may be told, why not. */
    private void answer(Context request, String what, Function<Served, Served.Answer> question) {
        Served.Answer answer = question.apply(served);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        boolean trusted = gate.trusted(request);
        if (served.parts().isEmpty()) {
            tell(body, what, served, answer, trusted);
        } else {
            body.put(what, answer.ok());
            ArrayNode parts = body.putArray(served.kind());
            served.parts().forEach(part -> tell(parts.addObject(), what, part, question.apply(part), trusted));
        }
        request.status(answer.ok() ? 200 : 503).contentType(JSON).result(body.toString());
    }

    private static void tell(ObjectNode body, String what, Served told, Served.Answer answer, boolean trusted) {
        body.put(what, answer.ok());
        body.put(told.kind(), told.name());
        body.put("phase", told.phase());
        if (answer.reason().isPresent() && trusted) {
            body.put("reason", answer.reason().get());
        }
    }

    private void metrics(Context request) {
        gate.authorize(request);
        request.contentType(PipelineMetrics.CONTENT_TYPE).result(served.metrics());
    }

    private void status(Context request) {
        gate.authorize(request);
        request.contentType(JSON).result(served.status());
    }

    private void page(Context request) {
        request.header("Content-Security-Policy", page.policy());
        request.contentType("text/html; charset=utf-8").result(page.html());
    }

    /** The border of the process: whatever it is, the client learns nothing of it. */
    private static void failed(Exception e, Context request) {
        LOG.error("HTTP {} failed", request.path(), e);
        error(request, 500, "a defect of Culvert; its log tells more");
    }

    private static void error(Context request, int status, String text) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("error", text);
        request.status(status).contentType(JSON).result(body.toString());
    }
}
