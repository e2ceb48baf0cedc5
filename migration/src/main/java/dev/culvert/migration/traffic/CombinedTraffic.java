package dev.culvert.migration.traffic;

import dev.culvert.migration.site.Site;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Several ways at once, in order: held from the first to the last, and all of them let go when one does not hold. */
public final class CombinedTraffic implements Traffic {
    private final List<Traffic> parts;

    /** @param parts empty means that nothing stands between the applications and the servers */
    public CombinedTraffic(List<? extends Traffic> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    public List<Finding> check(Site.Role open, Duration longestPause) {
        return gather(part -> part.check(open, longestPause));
    }

    @Override
    public Optional<Set<ClientAddress>> connections() {
        Set<ClientAddress> all = new HashSet<>();
        for (Traffic part : parts) {
            Optional<Set<ClientAddress>> connections = part.connections();
            if (connections.isEmpty()) {
                return Optional.empty();
            }
            all.addAll(connections.get());
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    @Override
    public List<Finding> prepareProbe(Site.Role next) {
        return gather(part -> part.prepareProbe(next));
    }

    @Override
    public List<Finding> probe(Site.Role next) {
        return gather(part -> part.probe(next));
    }

    private List<Finding> gather(Function<Traffic, List<Finding>> question) {
        return parts.stream().flatMap(part -> question.apply(part).stream()).toList();
    }

    @Override
    public void pause(Site.Role next, Duration budget) {
        long end = System.nanoTime() + budget.toNanos();
        List<Traffic> begun = new ArrayList<>();
        try {
            for (Traffic part : parts) {
                part.pause(next, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                begun.add(part);
            }
        } catch (CulvertException e) {
            Site.Role open = next == Site.Role.TARGET ? Site.Role.SOURCE : Site.Role.TARGET;
            each(begun, part -> part.resume(open));
            throw e;
        }
    }

    @Override
    public void switchTo(Site.Role next) {
        each(parts, part -> part.switchTo(next));
    }

    @Override
    public void resume(Site.Role open) {
        each(parts, part -> part.resume(open));
    }

    @Override
    public void restore() {
        each(parts, Traffic::restore);
    }

    @Override
    public void forget() {
        each(parts, Traffic::forget);
    }

    @Override
    public void close() {
        each(parts, Traffic::close);
    }

    /** Every part has its turn, also after one that failed; the first error is thrown at the end. */
    private static void each(List<Traffic> parts, Consumer<Traffic> action) {
        CulvertException first = null;
        for (Traffic part : parts) {
            try {
                action.accept(part);
            } catch (CulvertException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
