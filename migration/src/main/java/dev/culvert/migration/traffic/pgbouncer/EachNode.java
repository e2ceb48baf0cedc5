package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.schemas.error.CulvertException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/** Does the same at every node at once: clients wait for the slowest, not for the sum. */
final class EachNode implements AutoCloseable {
    private final List<Node> nodes;
    private final ExecutorService threads;

    EachNode(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "culvert-pooler");
            thread.setDaemon(true);
            return thread;
        });
    }

    List<Node> nodes() {
        return nodes;
    }

    /** Every node has its turn; the answers in the order of the nodes. */
    <T> List<T> ask(Function<Node, T> question) {
        List<CompletableFuture<T>> answers = nodes.stream()
                .map(node -> CompletableFuture.supplyAsync(() -> question.apply(node), threads))
                .toList();
        List<T> values = new ArrayList<>();
        CulvertException first = null;
        for (CompletableFuture<T> answer : answers) {
            try {
                values.add(answer.join());
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof CulvertException error)) {
                    throw e;
                }
                if (first == null) {
                    first = error;
                } else {
                    first.addSuppressed(error);
                }
            }
        }
        if (first != null) {
            throw first;
        }
        return values;
    }

    /** Every node has its turn; the first error, if there is one. */
    Optional<CulvertException> attempt(Consumer<Node> action) {
        try {
            run(action);
            return Optional.empty();
        } catch (CulvertException e) {
            return Optional.of(e);
        }
    }

    /** Every node has its turn, also after an error elsewhere; the first error is thrown. */
    void run(Consumer<Node> action) {
        ask(node -> {
            action.accept(node);
            return true;
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
