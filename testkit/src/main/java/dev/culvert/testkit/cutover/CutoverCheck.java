package dev.culvert.testkit.cutover;

import dev.culvert.testkit.cutover.Attempt.Outcome;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds the surviving side against what the clients were told. */
public final class CutoverCheck {
    private static final int TOLD = 20;

    private final PostgresDatabase survivor;

    public CutoverCheck(PostgresDatabase survivor) {
        this.survivor = survivor;
    }

    /**
     * @param attempts of clients that have ended
     * @return what is wrong, in words, at most some of each kind; empty when nothing is
     */
    public List<String> problems(Attempts attempts) {
        List<String> problems =
                new ArrayList<>(attempts.faults().stream().limit(TOLD).toList());
        writes(attempts).stream().limit(TOLD).forEach(problems::add);
        numbers(attempts).stream().limit(TOLD).forEach(problems::add);
        balances().stream().limit(TOLD).forEach(problems::add);
        return problems;
    }

    /** Every acknowledged write once, no refused one, an unknown one once or not at all, and nothing that nobody sent. */
    private List<String> writes(Attempts attempts) {
        Map<String, Map<Long, Long>> found = new HashMap<>();
        for (String table : CutoverTables.TAGGED) {
            Map<Long, Long> counts = new HashMap<>();
            survivor.query("SELECT tag, count(*) FROM " + table + " GROUP BY tag")
                    .forEach(row -> counts.put(Long.parseLong(row.get(0)), Long.parseLong(row.get(1))));
            found.put(table, counts);
        }
        List<String> problems = new ArrayList<>();
        for (Attempt each : attempts.all()) {
            Long count = found.get(each.table()).remove(each.tag());
            long rows = count == null ? 0 : count;
            if (each.outcome() == Outcome.OK && rows == 0) {
                problems.add("acknowledged and lost: " + each);
            } else if (each.outcome() == Outcome.REFUSED && rows > 0) {
                problems.add("refused and yet there: " + each);
            } else if (rows > 1) {
                problems.add("there " + rows + " times: " + each);
            }
        }
        found.forEach((table, counts) ->
                counts.keySet().forEach(tag -> problems.add("sent by nobody: tag " + tag + " in " + table)));
        return problems;
    }

    /** No number twice, whatever became of the transaction that it was for. */
    private static List<String> numbers(Attempts attempts) {
        List<String> problems = new ArrayList<>();
        attempts.issued().forEach((sequence, ids) -> {
            Set<Long> seen = new HashSet<>();
            ids.stream()
                    .filter(id -> !seen.add(id))
                    .forEach(id -> problems.add("issued twice: " + id + " of " + sequence));
        });
        return problems;
    }

    /** Each account has what the transfers that are there say. A sum could be right although whole transfers are missing. */
    private List<String> balances() {
        return survivor
                .query(
                        """
                        SELECT a.id, a.balance, e.balance FROM account AS a JOIN (
                          SELECT i.id, %d
                            - COALESCE((SELECT sum(amount) FROM transfer WHERE debtor = i.id), 0)
                            + COALESCE((SELECT sum(amount) FROM transfer WHERE creditor = i.id), 0) AS balance
                          FROM generate_series(1, %d) AS i (id)) AS e ON e.id = a.id
                        WHERE a.balance <> e.balance"""
                                .formatted(CutoverTables.BALANCE, CutoverTables.ACCOUNTS))
                .stream()
                .map(row -> "account " + row.get(0) + " has " + row.get(1) + ", its transfers make " + row.get(2))
                .toList();
    }
}
