package dev.culvert.runtime.chaos;

import dev.culvert.runtime.chaos.Fault.Part;
import dev.culvert.testkit.registry.RegistryServer;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What happens to the registry, which is asked at each start and for each new shape. */
final class RegistryFaults {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String ID_CHANGED = "CV-REGISTRY-ID-CHANGED";

    private RegistryFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of(Part.REGISTRY, "SIGSTOP", 3, (scene, random) -> {
                    scene.ground().registry().freeze();
                    Operator.last(2_000 + random.nextInt(15_000));
                    scene.ground().registry().thaw();
                }),
                Fault.alone(Part.REGISTRY, "back without its schemas, later restored", 2, RegistryFaults::emptied));
    }

    /** It keeps nothing on disk: who starts then stops by name, until the schemas are there again under their ids. */
    private static void emptied(Scene scene, Random random) {
        RegistryServer registry = scene.ground().registry();
        scene.operator().terminate();
        RegistryBackup backup = RegistryBackup.of(registry.url());
        registry.stop();
        scene.operator().start(List.of());
        Operator.last(random.nextInt(5_000));
        scene.operator().expect(ID_CHANGED);
        registry.start();
        scene.operator().awaitStop(LIMIT);
        backup.restore();
        scene.operator().startAfter(ID_CHANGED);
    }
}
