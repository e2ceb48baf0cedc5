package dev.culvert.runtime.chaos;

import dev.culvert.runtime.chaos.Fault.Part;
import dev.culvert.testkit.kafka.KafkaServer;
import java.util.List;
import java.util.Random;

/** What happens to the broker. */
final class KafkaFaults {
    private KafkaFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of(Part.KAFKA, "kill -9", 4, KafkaFaults::kill),
                Fault.of(Part.KAFKA, "restart", 2, (scene, random) -> {
                    scene.ground().kafka().stop();
                    Operator.last(random.nextInt(3_000));
                    scene.ground().kafka().start();
                }),
                Fault.of(Part.KAFKA, "SIGSTOP", 3, (scene, random) -> freeze(scene, 1_000 + random.nextInt(12_000))),
                Fault.of(
                        Part.KAFKA,
                        "SIGSTOP beyond delivery.timeout.ms",
                        1,
                        (scene, random) -> freeze(scene, 22_000 + random.nextInt(5_000))));
    }

    private static void kill(Scene scene, Random random) {
        KafkaServer kafka = scene.ground().kafka();
        kafka.kill();
        Operator.last(random.nextInt(6_000));
        kafka.start();
    }

    private static void freeze(Scene scene, int millis) {
        scene.ground().kafka().freeze();
        Operator.last(millis);
        scene.ground().kafka().thaw();
    }
}
