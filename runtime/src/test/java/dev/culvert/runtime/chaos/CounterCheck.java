package dev.culvert.runtime.chaos;

import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counters that each committed transaction of a client moved by one: whoever reads them along sees every number once, and in order.
 * Only a copy may go further at once. It is a listener of the topics. Not safe for use by several threads.
 */
final class CounterCheck implements Consumer<Change> {
    private static final int TOLD = 20;

    private final String topic;
    private final Map<String, Long> last = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private long seen;

    CounterCheck(String topic) {
        this.topic = topic;
    }

    @Override
    public void accept(Change change) {
        if (!change.place().topic().equals(topic) || change.operation() == Operation.TRUNCATE) {
            return;
        }
        seen++;
        String client = change.key().orElseThrow().text("client");
        long n = change.after().map(after -> Long.parseLong(after.text("n"))).orElse(-1L);
        Long before = last.put(client, n);
        boolean right = change.operation() == Operation.READ
                ? before == null || n >= before
                : n == (before == null ? 0 : before + 1);
        if (!right && problems.size() < TOLD) {
            problems.add("counter " + client + " goes from " + before + " to " + n + " at " + change.place());
        }
    }

    List<String> problems() {
        return problems;
    }

    /** Numbers that were read. */
    long seen() {
        return seen;
    }
}
