package dev.culvert.migration.comparison;

import dev.culvert.postgres.connection.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Compares the catalogs of two databases. Takes no lock and waits for none. */
public final class CatalogComparison {
    private CatalogComparison() {}

    /**
     * What differs, by object; empty if the databases are defined alike. Both sessions are used at the same time, each by one
     * thread.
     *
     * @throws dev.culvert.schemas.error.CulvertException if a catalog cannot be read
     */
    public static List<Difference> of(Session source, Session target) {
        boolean maintain = source.version().isAtLeast(17) && target.version().isAtLeast(17);
        CompletableFuture<Map<String, Set<String>>> there = CompletableFuture.supplyAsync(() -> read(target, maintain));
        Map<String, Set<String>> here;
        try {
            here = read(source, maintain);
        } finally {
            // never leave the session to a thread of our own
            there.handle((value, error) -> true).join();
        }
        try {
            return differences(here, there.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Map<String, Set<String>> read(Session session, boolean maintain) {
        Map<String, Set<String>> objects = new TreeMap<>();
        for (String aspect : Aspects.of(session.version(), maintain)) {
            session.list(aspect, row -> objects.computeIfAbsent(row.text("object"), name -> new TreeSet<>())
                    .addAll(DefinitionText.normalised(row.texts("facts"))));
        }
        return objects;
    }

    static List<Difference> differences(Map<String, Set<String>> source, Map<String, Set<String>> target) {
        Set<String> all = new TreeSet<>(source.keySet());
        all.addAll(target.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String object : all) {
            Set<String> here = source.get(object);
            Set<String> there = target.get(object);
            if (here == null) {
                differences.add(new Difference(object, "It is on the target only."));
            } else if (there == null) {
                differences.add(new Difference(object, "It is on the source only."));
            } else if (!here.equals(there)) {
                differences.add(new Difference(
                        object, "Source: " + without(here, there) + "; target: " + without(there, here) + "."));
            }
        }
        return List.copyOf(differences);
    }

    private static String without(Set<String> facts, Set<String> others) {
        Set<String> rest = new TreeSet<>(facts);
        rest.removeAll(others);
        return rest.isEmpty() ? "without that" : String.join(", ", rest);
    }
}
