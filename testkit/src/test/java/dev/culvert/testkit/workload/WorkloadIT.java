package dev.culvert.testkit.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.StopMode;
import dev.culvert.testkit.process.TestkitException;
import dev.culvert.testkit.proxy.Direction;
import dev.culvert.testkit.proxy.TcpProxy;
import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import dev.culvert.testkit.workload.Ledger.Outcome;
import dev.culvert.testkit.workload.LedgerCheck.Coverage;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ledger against the WAL itself, through crashes and cuts; and against changes that were tampered with. */
class WorkloadIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String[] TABLES = {"ledger_a", "ledger_b", "ledger_c"};

    @Test
    void theLedgerIsWhatTheWalSaysThroughCrashesAndCuts() {
        try (PostgresServer server = PostgresServer.start(17)) {
            PostgresDatabase database = server.createDatabase("work");
            try (TcpProxy proxy = TcpProxy.to(server.host(), server.port())) {
                Workload.Builder builder = Workload.on(database)
                        .tables(TABLES)
                        .connections(() -> connect(proxy, database.name()))
                        .createTables();
                database.execute("SELECT pg_create_logical_replication_slot('s', 'test_decoding')");
                Workload workload = builder.start();
                workload.awaitCommits(200, LIMIT);
                server.kill();
                server.start();
                workload.awaitCommits(200, LIMIT);
                for (int i = 0; i < 5; i++) {
                    proxy.cutAfter(Direction.TO_CLIENT, 2_000);
                    workload.awaitCommits(50, LIMIT);
                }
                server.restart(StopMode.FAST);
                workload.awaitCommits(100, LIMIT);
                Ledger ledger = workload.stop();
                List<Change> changes = DecodedChanges.of(database, "s");
                assertThat(check(changes).problems(ledger, Coverage.ALL_STREAMED))
                        .isEmpty();
                assertThat(ledger.count(Outcome.ACKNOWLEDGED)).isGreaterThan(700);
                assertThat(ledger.count(Outcome.ABORTED)).isPositive();
                assertThat(changes.stream().map(Change::operation).collect(Collectors.toSet()))
                        .containsExactlyInAnyOrder(Operation.CREATE, Operation.UPDATE, Operation.DELETE);
                assertTamperingIsSeen(changes, ledger);
            }
        }
    }

    private static void assertTamperingIsSeen(List<Change> changes, Ledger ledger) {
        for (int victim : new int[] {0, changes.size() / 2, changes.size() - 1}) {
            List<Change> missing = new ArrayList<>(changes);
            missing.remove(victim);
            assertThat(check(missing).problems(ledger, Coverage.ALL_STREAMED))
                    .hasSize(1)
                    .allMatch(problem -> problem.contains("seed " + ledger.seed() + ": missing: "));
            List<Change> doubled = new ArrayList<>(changes);
            doubled.add(changes.get(victim));
            assertThat(check(doubled).problems(ledger, Coverage.ALL_STREAMED))
                    .hasSize(1)
                    .allMatch(problem -> problem.contains("more than once"));
        }
        List<Ledger.Entry> fewer = ledger.entries().stream()
                .filter(entry -> entry.outcome() != Outcome.ACKNOWLEDGED || entry.number() > 1)
                .toList();
        assertThat(check(changes).problems(new Ledger(ledger.seed(), fewer), Coverage.ALL_STREAMED))
                .isNotEmpty()
                .allMatch(problem -> problem.contains("never written"));
        List<Ledger.Entry> swapped = ledger.entries().stream()
                .sorted((one, other) -> Long.compare(other.number(), one.number()))
                .toList();
        assertThat(check(changes).problems(new Ledger(ledger.seed(), swapped), Coverage.ALL_STREAMED))
                .isNotEmpty()
                .allMatch(problem -> problem.contains("came as"));
        List<Ledger.Entry> aborted = ledger.entries().stream()
                .map(entry -> new Ledger.Entry(
                        entry.writer(), entry.number(), Outcome.ABORTED, entry.effects(), entry.undone()))
                .toList();
        assertThat(check(changes).problems(new Ledger(ledger.seed(), aborted), Coverage.ALL_STREAMED))
                .isNotEmpty()
                .allMatch(problem -> problem.contains("rolled back, yet there"));
    }

    private static LedgerCheck check(List<Change> changes) {
        LedgerCheck check =
                new LedgerCheck(Stream.of(TABLES).collect(Collectors.toMap(table -> table, table -> table)));
        changes.forEach(check);
        return check;
    }

    private static Connection connect(TcpProxy proxy, String database) {
        String url = "jdbc:postgresql://%s/%s?user=postgres&socketTimeout=20".formatted(proxy.address(), database);
        try {
            return DriverManager.getConnection(url);
        } catch (SQLException e) {
            throw new TestkitException("no connection through the proxy", e);
        }
    }
}
