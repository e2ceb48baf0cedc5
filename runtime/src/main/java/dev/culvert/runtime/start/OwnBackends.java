package dev.culvert.runtime.start;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Process ids of the server's side of this process's replication connections, so that one that the network left behind is not
 * taken for somebody else. Thread-safe.
 */
public final class OwnBackends {
    private final Set<Integer> pids = ConcurrentHashMap.newKeySet();

    public void add(int pid) {
        pids.add(pid);
    }

    public boolean contains(int pid) {
        return pids.contains(pid);
    }

    /** They are known to be gone: from here on the same number is somebody else's. */
    public void clear() {
        pids.clear();
    }
}
