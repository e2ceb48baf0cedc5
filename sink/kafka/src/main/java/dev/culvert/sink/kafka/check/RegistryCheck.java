package dev.culvert.sink.kafka.check;

import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import dev.culvert.sink.kafka.type.RecordSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the registry answers, checks compatibility, and is not set to read-only. */
final class RegistryCheck implements Check {
    private final SchemaRegistry registry;
    private final String pipeline;

    RegistryCheck(SchemaRegistry registry, String pipeline) {
        this.registry = registry;
        this.pipeline = pipeline;
    }

    @Override
    public String title() {
        return "schema registry";
    }

    @Override
    public List<Finding> run() {
        String object = "registry " + registry.url();
        List<Finding> findings = new ArrayList<>();
        try {
            registry.ping();
            registry.isCompatible(pipeline + ".doctor-value", RecordSchemas.TRANSACTION);
            findings.add(Findings.passed(
                    ErrorCode.REGISTRY_UNREACHABLE, object, "It answers, and checks the compatibility of schemas."));
            Optional<String> mode = registry.mode();
            if (mode.isEmpty()) {
                findings.add(new Finding(
                        ErrorCode.CHECK_UNKNOWN,
                        Severity.UNKNOWN,
                        object,
                        "Whether it takes new schemas is not known: it does not tell its mode.",
                        "culvert run registers the schemas, and will tell."));
            } else if (mode.get().startsWith("READONLY")) {
                findings.add(new Finding(
                        ErrorCode.REGISTRY_AUTH,
                        Severity.ERROR,
                        object,
                        "Its mode is " + mode.get() + ": it takes no new schema.",
                        "curl -X PUT -H 'Content-Type: application/json' -d '{\"mode\":\"READWRITE\"}' "
                                + registry.url() + "/mode"));
            }
        } catch (CulvertException e) {
            findings.add(Findings.error(e));
        }
        return findings;
    }
}
