package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.flink.harness.BankTraffic;
import dev.culvert.sink.flink.harness.CommitWitness;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.postgres.PostgresDatabase;

/** Of a sink into PostgreSQL: every commit, seen in it, and every reader has the one sum. */
final class PostgresWitness implements CommitWitness {
    private final PostgresDatabase target;
    private final CommitWatch commits;
    private final SumWatch sums;

    PostgresWitness(SinkScene scene) {
        target = scene.target();
        commits = new CommitWatch(target);
        sums = new SumWatch(target);
    }

    @Override
    public long commits() {
        return commits.commits();
    }

    /** Whether the sink's session has written something that is not committed. */
    @Override
    public boolean isWithin() {
        return target.number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND application_name LIKE 'culvert%' AND backend_xid IS NOT NULL")
                > 0;
    }

    @Override
    public void requireStates(String as) {
        assertThat(sums.sums()).as(as).containsExactly(BankTraffic.SUM);
        assertThat(commits.sums()).as(as).containsExactly(BankTraffic.SUM);
        assertThat(commits.withoutProgress()).as(as).isZero();
    }

    @Override
    public void close() {
        sums.close();
    }
}
