package dev.culvert.cli.wayout;

import dev.culvert.cli.harness.Shop;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A stop, how it comes about, and how its way out is followed.
 *
 * @param what its name among tests
 * @param code that the run ends with
 * @param settings of a server of its own, if it needs one
 * @param before the first run, if the definition or a table is special
 * @param change after the first run, while nothing runs
 * @param follow does what the error says
 * @param topics that rows were ever written to; the last one has the table at the end
 * @param tolerated what the checker may say of the topics, since the stop itself took it from them
 */
record Stop(
        String what,
        String code,
        Map<String, String> settings,
        Consumer<Shop> before,
        Consumer<Shop> change,
        BiConsumer<Shop, WayOut> follow,
        Function<Shop, List<String>> topics,
        Predicate<String> tolerated) {

    /** One whose text has a command, the first of which leads on. */
    static Stop of(String what, String code, Consumer<Shop> change) {
        return new Stop(
                what,
                code,
                Map.of(),
                shop -> {},
                change,
                (shop, out) -> out.command(0),
                shop -> List.of(shop.topic()),
                problem -> false);
    }

    /** Statements of somebody, with {@code %s} for the slot and the publication, whose name is the same. */
    static Stop of(String what, String code, String... statements) {
        return of(what, code, shop -> {
            for (String statement : statements) {
                shop.database().execute(statement.replace("%s", shop.slot()));
            }
        });
    }

    Stop before(Consumer<Shop> first) {
        return new Stop(what, code, settings, first, change, follow, topics, tolerated);
    }

    Stop follow(BiConsumer<Shop, WayOut> way) {
        return new Stop(what, code, settings, before, change, way, topics, tolerated);
    }

    /** The table has another topic then. */
    Stop into(Function<Shop, String> other) {
        return with(shop -> List.of(shop.topic(), other.apply(shop)));
    }

    /** Another table comes to a topic of its own. */
    Stop beside(Function<Shop, String> other) {
        return with(shop -> List.of(other.apply(shop), shop.topic()));
    }

    private Stop with(Function<Shop, List<String>> all) {
        return new Stop(what, code, settings, before, change, follow, all, tolerated);
    }

    Stop tolerating(Predicate<String> problem) {
        return new Stop(what, code, settings, before, change, follow, topics, problem);
    }

    /** On a server of its own, which may be restarted. */
    Stop on(Map<String, String> own) {
        return new Stop(what, code, own, before, change, follow, topics, tolerated);
    }

    @Override
    public String toString() {
        return what;
    }
}
