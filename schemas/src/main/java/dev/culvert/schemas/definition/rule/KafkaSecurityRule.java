package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.KafkaSecurity.Mechanism;
import dev.culvert.schemas.definition.KafkaSecurity.Protocol;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import java.util.Optional;

/** What each protocol and mechanism needs, and what it has no use for. */
final class KafkaSecurityRule implements Rule {
    @Override
    public void check(SectionView pipeline, Problems problems) {
        pipeline.child("kafka").flatMap(kafka -> kafka.child("security")).ifPresent(security -> security.value(
                        "protocol", Protocol.class)
                .ifPresent(protocol -> {
                    checkLogin(security, protocol, problems);
                    checkTls(security, protocol, problems);
                }));
    }

    private static void checkLogin(SectionView security, Protocol protocol, Problems problems) {
        if (protocol == Protocol.PLAINTEXT || protocol == Protocol.SSL) {
            Conflicts.refuse(
                    security,
                    problems,
                    "It belongs to SASL, and the protocol is " + protocol + ".",
                    "mechanism",
                    "user",
                    "password",
                    "tokenUrl",
                    "scope");
            return;
        }
        Conflicts.need(security, problems, "the protocol is " + protocol, "mechanism");
        Optional<Mechanism> mechanism = security.value("mechanism", Mechanism.class);
        if (mechanism.isEmpty()) {
            return;
        }
        Conflicts.need(security, problems, "the mechanism needs it", "user", "password");
        if (mechanism.get() == Mechanism.OAUTHBEARER) {
            Conflicts.need(security, problems, "OAUTHBEARER needs it", "tokenUrl");
        } else {
            Conflicts.refuse(security, problems, "It belongs to OAUTHBEARER.", "tokenUrl", "scope");
        }
    }

    private static void checkTls(SectionView security, Protocol protocol, Problems problems) {
        if (protocol == Protocol.PLAINTEXT || protocol == Protocol.SASL_PLAINTEXT) {
            Conflicts.refuse(
                    security,
                    problems,
                    "It belongs to TLS, and the protocol is " + protocol + ".",
                    "caCert",
                    "cert",
                    "key",
                    "keyPassword");
            return;
        }
        Conflicts.together(security, problems, "cert", "key");
        if (security.given("keyPassword") && !security.given("cert")) {
            Conflicts.need(security, problems, "keyPassword is of no use without it", "key");
        }
    }
}
