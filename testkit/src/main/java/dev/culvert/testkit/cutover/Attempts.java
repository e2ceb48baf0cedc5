package dev.culvert.testkit.cutover;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What all clients sent and were told. Safe for any thread. */
public final class Attempts {
    private final Queue<Attempt> all = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, Queue<Long>> issued = new ConcurrentHashMap<>();
    private final AtomicLong tags = new AtomicLong();

    /** For a transaction that is about to be sent. */
    public long nextTag() {
        return tags.incrementAndGet();
    }

    public void add(Attempt attempt) {
        all.add(attempt);
    }

    /** A number that a client was given by a sequence, whatever became of its transaction. */
    public void issued(String sequence, long id) {
        issued.computeIfAbsent(sequence, any -> new ConcurrentLinkedQueue<>()).add(id);
    }

    /** Something that a client saw and that must not be, such as another sum. */
    public void fault(String what) {
        faults.add(what);
    }

    public List<Attempt> all() {
        return List.copyOf(all);
    }

    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** By sequence, in the order in which they were told. */
    public Map<String, List<Long>> issued() {
        Map<String, List<Long>> copy = new ConcurrentHashMap<>();
        issued.forEach((sequence, ids) -> copy.put(sequence, List.copyOf(ids)));
        return copy;
    }

    public long count(Attempt.Outcome outcome) {
        return all.stream().filter(each -> each.outcome() == outcome).count();
    }
}
