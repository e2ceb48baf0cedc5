package dev.culvert.migration.verify;

import dev.culvert.schemas.error.CulvertException;

/** How the stream is waited for. Safe for several threads. */
@FunctionalInterface
public interface Settling {

    /**
     * Returns when everything that was committed on the publisher before the call is on the subscriber.
     *
     * @throws CulvertException if that cannot be had
     */
    void await();
}
