package dev.culvert.benchmarks.cutover;

import dev.culvert.migration.certificate.Certificate;
import java.time.Duration;
import java.util.List;

/**
 * A turn under pgbench through PgBouncer.
 *
 * @param word cutover or rollback
 * @param writePause by the certificate: from the first pause until the traffic was let go
 * @param steps of the certificate
 */
public record PooledTurn(
        int round,
        String word,
        long transactions,
        long failed,
        Duration longest,
        Duration writePause,
        List<Certificate.Step> steps) {
    public PooledTurn {
        steps = List.copyOf(steps);
    }
}
