package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;

/** One server: what an embedded one has no use for, and TLS. */
final class PostgresRule {
    private PostgresRule() {}

    static void check(SectionView postgres, Problems problems) {
        if (postgres.given("embedded")) {
            Conflicts.refuse(
                    postgres, problems, "An embedded server needs neither password nor TLS.", "password", "tls");
        }
        postgres.child("tls").ifPresent(tls -> checkTls(tls, problems));
    }

    static void checkTls(SectionView tls, Problems problems) {
        Conflicts.together(tls, problems, "cert", "key");
        if (tls.given("keyPassword") && !tls.given("cert")) {
            Conflicts.need(tls, problems, "keyPassword is of no use without it", "key");
        }
        if (tls.value("mode", TlsDefinition.Mode.class)
                .filter(TlsDefinition.Mode.DISABLE::equals)
                .isPresent()) {
            Conflicts.refuse(
                    tls, problems, "Without TLS there is no use for it.", "rootCert", "cert", "key", "keyPassword");
        }
    }
}
