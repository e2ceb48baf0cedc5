package dev.culvert.testkit.workload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Rows of one writer that are there for certain. Not safe for use by several threads. */
final class WriterRows {
    record Key(String table, long n) {}

    private final List<Key> keys = new ArrayList<>();

    WriterRows() {}

    WriterRows(WriterRows other) {
        keys.addAll(other.keys);
    }

    void add(Key key) {
        keys.add(key);
    }

    /** A random one, taken out; put it back unless it goes away. */
    Optional<Key> take(Random random) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        int index = random.nextInt(keys.size());
        Key taken = keys.get(index);
        Key last = keys.remove(keys.size() - 1);
        if (index < keys.size()) {
            keys.set(index, last);
        }
        return Optional.of(taken);
    }

    /** Without those that the other does not have, too. */
    void retainAll(WriterRows other) {
        keys.retainAll(new HashSet<>(other.keys));
    }
}
