package dev.culvert.runtime.chaos;

import dev.culvert.runtime.chaos.Fault.Part;
import dev.culvert.testkit.proxy.Direction;
import dev.culvert.testkit.proxy.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What happens to each edge between Culvert and its servers. */
final class NetworkFaults {
    private NetworkFaults() {}

    static List<Fault> all(Map<String, TcpProxy> edges) {
        List<Fault> all = new ArrayList<>();
        edges.forEach((to, proxy) -> {
            int weight = to.equals("registry") ? 1 : 2;
            all.add(fault(to, "reset", weight, random -> proxy.reset()));
            all.add(fault(to, "connections closed", 1, random -> proxy.closeConnections()));
            all.add(fault(to, "cut inside a message", weight, random -> {
                proxy.cutAfter(any(random), random.nextInt(60_000));
                Operator.last(1_000 + random.nextInt(4_000));
                proxy.pass();
            }));
            all.add(fault(to, "silent for seconds", weight, random -> {
                proxy.freeze();
                Operator.last(1_000 + random.nextInt(9_000));
                proxy.pass();
            }));
            all.add(fault(to, "silent for half a minute", 1, random -> {
                proxy.freeze();
                Operator.last(25_000 + random.nextInt(15_000));
                proxy.pass();
            }));
            all.add(fault(to, "answers lost, then reset", weight, random -> {
                proxy.freeze(any(random));
                Operator.last(1_000 + random.nextInt(4_000));
                proxy.reset();
                proxy.pass();
            }));
            all.add(fault(to, "refused", weight, random -> {
                proxy.refuse();
                proxy.reset();
                Operator.last(500 + random.nextInt(8_000));
                proxy.pass();
            }));
            all.add(fault(to, "slow", 1, random -> {
                proxy.delay(Duration.ofMillis(20 + random.nextInt(280)));
                Operator.last(3_000 + random.nextInt(7_000));
                proxy.pass();
            }));
            all.add(fault(to, "narrow", 1, random -> {
                proxy.throttle(10_000 + random.nextInt(90_000));
                Operator.last(3_000 + random.nextInt(7_000));
                proxy.pass();
            }));
        });
        return all;
    }

    private interface Act {
        void on(Random random);
    }

    private static Fault fault(String to, String what, int weight, Act act) {
        return Fault.of(Part.NETWORK, "to " + to + " " + what, weight, (scene, random) -> act.on(random));
    }

    private static Direction any(Random random) {
        return random.nextBoolean() ? Direction.TO_CLIENT : Direction.TO_SERVER;
    }
}
