package dev.culvert.runtime.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Which faults strike, in which order and how: of a seed, so that the same seed draws the same. When each ends and what the machine
 * does meanwhile is not the schedule's. Immutable.
 */
final class Schedule {
    private static final int LONGEST_QUIET_MILLIS = 4_000;

    private final long seed;
    private final List<Fault> faults;

    Schedule(long seed, List<Fault> faults) {
        this.seed = seed;
        this.faults = List.copyOf(faults);
    }

    /**
     * What strikes at the same time, one fault or two of different parts, and how long all is well afterwards. {@code seeds} give each
     * fault its chance.
     */
    record Step(List<Fault> faults, List<Long> seeds, int quietMillis) {}

    Step step(int number) {
        // of seeds that are near to each other Random alone draws alike
        Random random = new Random(new SplittableRandom(seed * 1_000_003 + number).nextLong());
        List<Fault> struck = new ArrayList<>();
        struck.add(draw(random));
        if (random.nextInt(10) < 3 && !struck.get(0).alone()) {
            Fault second = draw(random);
            if (!second.alone() && second.part() != struck.get(0).part()) {
                struck.add(second);
            }
        }
        List<Long> seeds = struck.stream().map(fault -> random.nextLong()).toList();
        return new Step(struck, seeds, random.nextInt(LONGEST_QUIET_MILLIS));
    }

    private Fault draw(Random random) {
        int left = random.nextInt(faults.stream().mapToInt(Fault::weight).sum());
        for (Fault fault : faults) {
            left -= fault.weight();
            if (left < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("weights");
    }
}
