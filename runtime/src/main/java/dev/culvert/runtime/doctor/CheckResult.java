package dev.culvert.runtime.doctor;

import dev.culvert.schemas.finding.Finding;
import java.util.List;

/**
 * What one check found.
 *
 * @param area {@code PostgreSQL}, {@code Kafka} or {@code registry}
 * @param title what was checked
 */
public record CheckResult(String area, String title, List<Finding> findings) {
    public CheckResult {
        findings = List.copyOf(findings);
    }
}
