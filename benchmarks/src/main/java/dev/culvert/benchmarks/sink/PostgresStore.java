package dev.culvert.benchmarks.sink;

/** A database of PostgreSQL. */
final class PostgresStore implements SinkStore {
    private final SinkTarget target;
    private final ArrivalWatch watch;

    PostgresStore(SinkTarget target, long lastKey) {
        this.target = target;
        this.watch = new ArrivalWatch(target.database(), lastKey);
    }

    @Override
    public String kind() {
        return "";
    }

    @Override
    public String definition() {
        return "{name: target, type: postgres, postgres: {url: \""
                + target.database().url() + "\"}}";
    }

    @Override
    public boolean look() {
        return watch.look();
    }

    @Override
    public long arrivedAt() {
        return watch.arrivedAt();
    }

    @Override
    public double seconds() {
        return watch.seconds();
    }

    @Override
    public void requireEqual(String system) {
        target.requireEqual(system);
    }

    @Override
    public void close() {
        watch.close();
        target.close();
    }
}
