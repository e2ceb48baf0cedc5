package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.traffic.ClientAddress;
import dev.culvert.migration.traffic.Destination;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** All PgBouncer processes of a migration. */
public final class PgBouncerTraffic implements Traffic {
    /** PgBouncer looks every third of a second for clients that wait for a login; only then may it be told to wait again. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private final String migration;
    private final Sides sides;
    private final EachNode each;
    private volatile long letGoAt = System.nanoTime() - SETTLED.toNanos();

    PgBouncerTraffic(String migration, Sides sides, List<Node> nodes) {
        this.migration = migration;
        this.sides = sides;
        this.each = new EachNode(nodes);
    }

    @Override
    public List<Finding> check(Site.Role open, Duration longestPause) {
        return each
                .ask(node -> new NodeCheck(
                                node, sides.destination(open), sides.destination(sides.other(open)), longestPause)
                        .run())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Optional<Set<ClientAddress>> connections() {
        Set<ClientAddress> all = new HashSet<>();
        each.ask(node -> {
                    try {
                        return node.connections();
                    } catch (IOException e) {
                        throw PoolerErrors.unreachable(node, e, Changed.NOTHING);
                    }
                })
                .forEach(all::addAll);
        return Optional.of(all);
    }

    @Override
    public List<Finding> prepareProbe(Site.Role next) {
        Destination to = sides.destination(next);
        edit(node -> file -> file.withProbes(node.databases(), to));
        each.run(node -> {
            Map<String, ShownDatabase> shown = reloaded(node);
            for (String database : node.databases()) {
                String probe = DatabasesFile.probe(database);
                require(node, probe, shown.get(probe), to);
            }
        });
        return probe(next);
    }

    @Override
    public List<Finding> probe(Site.Role next) {
        return each.ask(node -> new Probe(node, sides, next).ask()).stream()
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void pause(Site.Role next, Duration budget) {
        Optional<CulvertException> failed = each.attempt(node -> {
            long end = System.nanoTime() + budget.toNanos();
            try {
                node.connect();
                for (String database : node.databases()) {
                    node.pause(database, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                }
            } catch (IOException e) {
                throw PoolerErrors.pause(node, e, budget.toMillis());
            }
        });
        if (failed.isPresent()) {
            // all or none
            each.attempt(this::letGo).ifPresent(stillHeld -> {
                stillHeld.addSuppressed(failed.get());
                throw stillHeld;
            });
            throw failed.get();
        }
    }

    @Override
    public void switchTo(Site.Role next) {
        Destination to = sides.destination(next);
        edit(node -> file -> {
            DatabasesFile moved = file;
            for (String database : node.databases()) {
                moved = moved.moved(database, to, next, migration);
            }
            return moved;
        });
        each.run(node -> {
            Map<String, ShownDatabase> shown = reloadedWhileHeld(node);
            for (String database : node.databases()) {
                requireLoaded(node, database, shown.get(database));
            }
            letGo(node);
        });
    }

    @Override
    public void resume(Site.Role open) {
        Destination away = sides.destination(sides.other(open));
        CulvertException unwritten = null;
        try {
            edit(node -> file -> {
                DatabasesFile back = file;
                for (String database : node.databases()) {
                    if (file.leads(database, away)) {
                        back = back.moved(database, sides.destination(open), open, migration);
                    }
                }
                return back;
            });
        } catch (CulvertException e) {
            // what was not changed can still be let go
            unwritten = e;
        }
        each.run(node -> {
            reloadWhereItLeads(node, away);
            letGo(node);
        });
        if (unwritten != null) {
            throw unwritten;
        }
    }

    private void reloadWhereItLeads(Node node, Destination away) {
        try {
            Map<String, ShownDatabase> shown = node.shown();
            if (node.databases().stream()
                    .anyMatch(database ->
                            shown.containsKey(database) && shown.get(database).leads(away))) {
                Map<String, ShownDatabase> after = reloadedWhileHeld(node);
                for (String database : node.databases()) {
                    requireLoaded(node, database, after.get(database));
                    requireAway(node, database, after.get(database), away);
                }
            }
        } catch (IOException e) {
            throw PoolerErrors.resume(node, e);
        }
    }

    @Override
    public void restore() {
        edit(node -> DatabasesFile::withoutProbes);
        awaitSettled();
        // it also puts back what was set for the moment
        each.run(this::reloaded);
    }

    private void awaitSettled() {
        try {
            TimeUnit.NANOSECONDS.sleep(letGoAt + SETTLED.toNanos() - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the comments that lead back out of the files; the poolers need not know. */
    @Override
    public void forget() {
        edit(node -> file -> file.withoutProbes().forgotten());
        each.run(this::reloaded);
    }

    /** One after the other: two processes may share a file, and the second edit finds nothing to do. */
    private void edit(Function<Node, UnaryOperator<DatabasesFile>> change) {
        for (Node node : each.nodes()) {
            try {
                node.file().edit(change.apply(node));
            } catch (IOException e) {
                throw PoolerErrors.file(node, e);
            }
        }
    }

    private Map<String, ShownDatabase> reloaded(Node node) {
        try {
            node.run("RELOAD");
            return node.shown();
        } catch (IOException e) {
            throw PoolerErrors.unreachable(node, e, Changed.PARTLY);
        }
    }

    private Map<String, ShownDatabase> reloadedWhileHeld(Node node) {
        Map<String, ShownDatabase> shown = reloaded(node);
        try {
            node.noSpares();
        } catch (IOException e) {
            throw PoolerErrors.unreachable(node, e, Changed.PARTLY);
        }
        return shown;
    }

    private static void require(Node node, String name, ShownDatabase shown, Destination to) {
        if (shown == null) {
            throw PoolerErrors.reload(node, name, "After RELOAD the pooler does not know it.");
        }
        if (!shown.leads(to)) {
            throw PoolerErrors.reload(
                    node, name, "After RELOAD it leads to " + shown.place() + " instead of " + to + ".");
        }
    }

    /** The entry is what the file says, so the file was read up to it. */
    private static void requireLoaded(Node node, String name, ShownDatabase shown) {
        try {
            ConnectString entry = node.file().read().entries().get(name);
            if (shown == null || entry == null) {
                throw PoolerErrors.reload(
                        node,
                        name,
                        entry == null ? "The file has no entry of it." : "After RELOAD the pooler does not know it.");
            }
            if (!shown.isLoaded(entry)) {
                throw PoolerErrors.reload(
                        node, name, "After RELOAD it leads to " + shown.place() + ", and the file says otherwise.");
            }
        } catch (IOException e) {
            throw PoolerErrors.file(node, e);
        }
    }

    /** What was put back from a comment may name the same server otherwise: it only must not lead to the other one. */
    private static void requireAway(Node node, String name, ShownDatabase shown, Destination away) {
        if (shown.leads(away)) {
            throw PoolerErrors.reload(node, name, "After RELOAD it still leads to " + shown.place() + ".");
        }
    }

    private void letGo(Node node) {
        try {
            node.retryAtOnce();
            for (String database : node.databases()) {
                node.resume(database);
            }
            letGoAt = System.nanoTime();
        } catch (IOException e) {
            throw PoolerErrors.resume(node, e);
        }
    }

    @Override
    public void close() {
        each.nodes().forEach(Node::close);
        each.close();
    }
}
