package dev.culvert.testkit.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.cutover.Attempt.Outcome;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each fault is planted after a run without any, and is found; then it is taken out again. */
class CutoverCheckIT {
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static PostgresDatabase database;
    private static PostgresDatabase application;
    private static Attempts attempts;

    @BeforeAll
    static void runWithoutFaults() {
        database = PostgresServer.shared(18).createDatabase("load");
        CutoverTables.create(database, "load_app");
        application = database.as("load_app");
        try (CutoverLoad load = CutoverLoad.start(url(application), PAUSE);
                HeldWrite held = load.hold()) {
            load.awaitEveryClient();
            // every session ends, and every client comes back
            long from = System.nanoTime();
            database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE usename = 'load_app' AND pid <> pg_backend_pid() AND datname = current_database()");
            load.awaitEveryClient();
            assertThat(load.silent(from)).isEmpty();
            assertThat(held.commit()).isEqualTo(Outcome.UNKNOWN);
            Deadline.after(LIMIT).require(() -> load.reads() > 5, () -> "sums read");
            load.stop();
            attempts = load.attempts();
        }
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(new CutoverCheck(database).problems(attempts)).isEmpty();
        assertThat(attempts.count(Outcome.OK)).isGreaterThan(100);
        assertThat(attempts.all().stream().map(Attempt::client).distinct()).hasSize(11);
        assertThat(attempts.issued()).containsOnlyKeys("numbered", "identified", "early");
    }

    @Test
    void findsALostWrite() {
        List<String> row = database.query(
                        "DELETE FROM ledger WHERE id = (SELECT id FROM ledger LIMIT 1) RETURNING id::text, tag::text, client, n::text")
                .get(0);
        assertThat(problems(attempts)).singleElement().asString().contains("lost", "tag=" + row.get(1));
        database.execute("INSERT INTO ledger VALUES ('%s', %s, '%s', %s)"
                .formatted(row.get(0), row.get(1), row.get(2), row.get(3)));
    }

    @Test
    void findsAWriteThatIsThereTwice() {
        String id = database.value(
                        "INSERT INTO largest_log (tag) SELECT tag FROM largest_log LIMIT 1 RETURNING id::text")
                .orElseThrow();
        assertThat(problems(attempts)).singleElement().asString().contains("there 2 times");
        database.execute("DELETE FROM largest_log WHERE id = '" + id + "'");
    }

    /** The sum of all balances is right all the same. */
    @Test
    void findsAWholeTransferThatIsLost() {
        Attempt transfer = attempts.all().stream()
                .filter(each -> each.table().equals("transfer") && each.outcome() == Outcome.OK)
                .findFirst()
                .orElseThrow();
        database.execute("CREATE TABLE kept AS SELECT * FROM transfer WHERE tag = " + transfer.tag());
        database.execute(
                "UPDATE account SET balance = balance + amount FROM kept WHERE account.id = debtor",
                "UPDATE account SET balance = balance - amount FROM kept WHERE account.id = creditor",
                "DELETE FROM transfer WHERE tag = " + transfer.tag());
        assertThat(problems(attempts)).singleElement().asString().contains("lost");
        database.execute(
                "INSERT INTO transfer SELECT * FROM kept",
                "UPDATE account SET balance = balance - amount FROM kept WHERE account.id = debtor",
                "UPDATE account SET balance = balance + amount FROM kept WHERE account.id = creditor",
                "DROP TABLE kept");
        database.execute(
                "UPDATE account SET balance = balance + 1 WHERE id = 1",
                "UPDATE account SET balance = balance - 1 WHERE id = 2");
        assertThat(problems(attempts)).hasSize(2).allMatch(each -> each.contains("its transfers make"));
        database.execute(
                "UPDATE account SET balance = balance - 1 WHERE id = 1",
                "UPDATE account SET balance = balance + 1 WHERE id = 2");
    }

    @Test
    void findsARefusedWriteAndOneThatNobodySent() {
        database.execute("INSERT INTO largest_log (tag) VALUES (-1), (-2), (-3)");
        Attempts more = copy();
        more.add(new Attempt("c", "largest_log", -1, Outcome.REFUSED, "25006", 0, 1));
        more.add(new Attempt("c", "largest_log", -2, Outcome.UNKNOWN, "08006", 0, 1));
        more.add(new Attempt("c", "largest_log", -4, Outcome.UNKNOWN, "08006", 0, 1));
        assertThat(problems(more))
                .satisfiesExactlyInAnyOrder(
                        each -> assertThat(each).contains("refused and yet there", "tag=-1"),
                        each -> assertThat(each).contains("sent by nobody: tag -3"));
        database.execute("DELETE FROM largest_log WHERE tag < 0");
    }

    @Test
    void findsANumberThatIsIssuedTwiceAndAWrongSum() {
        Attempts more = copy();
        more.issued("numbered", attempts.issued().get("numbered").get(0));
        more.fault("a reader saw the sum 7");
        assertThat(problems(more))
                .containsExactly(
                        "a reader saw the sum 7",
                        "issued twice: " + attempts.issued().get("numbered").get(0) + " of numbered");
    }

    @Test
    void aReaderSeesAnotherSum() {
        try (PostgresDatabase wrong = PostgresServer.shared(18).createDatabase("load")) {
            CutoverTables.create(wrong, "load_app");
            wrong.execute("UPDATE account SET balance = 7 WHERE id = 1");
            try (CutoverLoad load = CutoverLoad.start(url(wrong.as("load_app")), PAUSE)) {
                Deadline.after(LIMIT).require(() -> load.reads() > 1, () -> "sums read");
                load.stop();
                assertThat(load.attempts().faults()).isNotEmpty();
            }
        }
    }

    /** Two databases that are both open. */
    @Test
    void theProberSeesTwoWritableSides() {
        Attempts probes = new Attempts();
        try (Prober prober = Prober.start(Map.of("old", url(application), "new", url(application)), probes)) {
            Deadline.after(LIMIT).require(() -> prober.report().legs().size() > 3, () -> "writes to both");
            assertThat(prober.report().problems("old", "new")).isNotEmpty();
        }
        try (Prober prober =
                Prober.start(Map.of("old", url(application), "new", url(application.as("nobody_here"))), probes)) {
            Deadline.after(LIMIT).require(() -> prober.report().successes().size() > 5, () -> "writes to one");
            assertThat(prober.report().problems("old")).isEmpty();
        }
        assertThat((long) database.query("DELETE FROM probe RETURNING tag").size())
                .isEqualTo(probes.count(Outcome.OK));
    }

    private static List<String> problems(Attempts of) {
        return new CutoverCheck(database).problems(of);
    }

    private static Attempts copy() {
        Attempts copy = new Attempts();
        attempts.all().forEach(copy::add);
        attempts.issued().forEach((sequence, ids) -> ids.forEach(id -> copy.issued(sequence, id)));
        return copy;
    }

    private static String url(PostgresDatabase database) {
        return database.jdbcUrl() + "&socketTimeout=20";
    }
}
