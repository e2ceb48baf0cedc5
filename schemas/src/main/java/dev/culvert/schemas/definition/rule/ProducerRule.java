package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.KafkaDefinition.Delivery;
import dev.culvert.schemas.definition.ProducerSetting;
import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Map;

/** Time limits of the producer that only hold together. */
final class ProducerRule implements Rule {
    @Override
    public void check(SectionView pipeline, Problems problems) {
        pipeline.child("kafka")
                .ifPresent(kafka -> kafka.value("producer", Map.class).ifPresent(settings -> {
                    long linger = millis(settings, ProducerSetting.LINGER);
                    long request = millis(settings, ProducerSetting.REQUEST_TIMEOUT);
                    long delivery = millis(settings, ProducerSetting.DELIVERY_TIMEOUT);
                    long transaction = millis(settings, ProducerSetting.TRANSACTION_TIMEOUT);
                    if (delivery < linger + request) { // the client refuses it
                        report(
                                kafka,
                                problems,
                                "delivery.timeout.ms (" + delivery + ") is less than linger.ms (" + linger
                                        + ") and request.timeout.ms (" + request + ") together.",
                                "Raise delivery.timeout.ms, or lower the others.");
                    }
                    boolean exactlyOnce = kafka.value("delivery", Delivery.class)
                            .filter(Delivery.EXACTLY_ONCE::equals)
                            .isPresent();
                    if (exactlyOnce && delivery >= transaction) { // an outage must end in our abort, not in a fence
                        report(
                                kafka,
                                problems,
                                "delivery.timeout.ms (" + delivery + ") is not less than transaction.timeout.ms ("
                                        + transaction
                                        + "): the brokers would give up a transaction before Culvert does.",
                                "Raise transaction.timeout.ms, or lower delivery.timeout.ms.");
                    }
                }));
    }

    private static void report(SectionView kafka, Problems problems, String fact, String remedy) {
        problems.add(ErrorCode.DEF_CONFLICT, kafka.at("producer"), kafka.path("producer"), fact, remedy);
    }

    /** Every one of them has a default, so it is there. */
    private static long millis(Map<?, ?> settings, ProducerSetting setting) {
        return Long.parseLong((String) settings.get(setting.key()));
    }
}
