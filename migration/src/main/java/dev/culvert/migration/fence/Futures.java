package dev.culvert.migration.fence;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The value of a future, or the error that it ended with, as it was thrown. */
final class Futures {
    private Futures() {}

    static <T> T value(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
