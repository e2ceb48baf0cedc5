package dev.culvert.runtime.chaos;

import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.workload.Ledger;
import dev.culvert.testkit.workload.Ledger.Outcome;
import dev.culvert.testkit.workload.LedgerCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in the topics, held against everything that knows better.
 *
 * @param problems what is wrong, in words; none when all is well
 * @param counts how much was held against what, by what it is
 */
record Judgement(List<String> problems, Map<String, Long> counts) {
    private static final String TABLES =
            """
            SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            ORDER BY c.relname""";

    /** Once nobody writes any more and the pipeline has caught up. */
    static Judgement of(Ground ground, Ledger ledger) {
        List<String> tables =
                ground.database().query(TABLES).stream().map(row -> row.get(0)).toList();
        LedgerCheck ledgerCheck = new LedgerCheck(byTopic(ground));
        BankCheck bank = new BankCheck(
                ground.pipeline().topic("public.account"),
                BankClient.ACCOUNTS,
                BankClient.ACCOUNTS * BankClient.OPENING_BALANCE);
        CounterCheck counters = new CounterCheck(ground.pipeline().topic("public.counter"));
        PipelineTopics topics = ground.pipeline()
                .topics(
                        change -> {
                            ledgerCheck.accept(change);
                            bank.accept(change);
                            counters.accept(change);
                        },
                        tables.stream().map("public."::concat).toArray(String[]::new));
        List<String> problems = new ArrayList<>(topics.problems());
        problems.addAll(ledgerCheck.problems(ledger, LedgerCheck.Coverage.ALL_STREAMED));
        problems.addAll(bank.problems());
        problems.addAll(counters.problems());
        long rows = 0;
        for (String table : tables) {
            String topic = ground.pipeline().topic("public." + table);
            topics.differences(topic, ground.pipeline().table(table))
                    .forEach(difference -> problems.add(table + ": " + difference));
            rows += topics.image(topic).size();
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("records read (`read_committed`)", topics.records());
        counts.put("transactions in `<pipeline>.transactions`", (long)
                topics.transactions().size());
        counts.put("tables compared with the database", (long) tables.size());
        counts.put("rows compared with the database", rows);
        counts.put("ledger transactions acknowledged", ledger.count(Outcome.ACKNOWLEDGED));
        counts.put("ledger transactions rolled back", ledger.count(Outcome.ABORTED));
        counts.put("ledger transactions of unknown outcome", ledger.count(Outcome.UNKNOWN));
        counts.put("transfers after which the bank's sum was looked at", bank.transactions());
        counts.put("numbers of the clients' counters", counters.seen());
        return new Judgement(List.copyOf(problems), counts);
    }

    private static Map<String, String> byTopic(Ground ground) {
        Map<String, String> tables = new LinkedHashMap<>();
        Traffic.LEDGER.forEach(table -> tables.put(ground.pipeline().topic("public." + table), table));
        return tables;
    }
}
