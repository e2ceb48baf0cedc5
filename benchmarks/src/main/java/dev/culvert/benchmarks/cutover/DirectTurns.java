package dev.culvert.benchmarks.cutover;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.migration.certificate.Certificate;
import dev.culvert.testkit.cutover.Attempt;
import dev.culvert.testkit.cutover.Attempt.Outcome;
import dev.culvert.testkit.cutover.Attempts;
import dev.culvert.testkit.cutover.CutoverCheck;
import dev.culvert.testkit.cutover.CutoverLoad;
import dev.culvert.testkit.cutover.CutoverTables;
import dev.culvert.testkit.cutover.ProbeReport;
import dev.culvert.testkit.cutover.Prober;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Clients of every kind with connections of their own, and a program that tells them where to connect and ends their sessions. */
final class DirectTurns {
    private static final String ROLE = "bench_app";
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final PostgresServer from;
    private final PostgresServer to;
    private final Attempts attempts = new Attempts();

    DirectTurns(PostgresServer from, PostgresServer to) {
        this.from = from;
        this.to = to;
    }

    List<DirectTurn> run(int rounds) {
        try (PostgresDatabase source = from.createDatabase("direct");
                PostgresDatabase target = to.createDatabase("direct")) {
            CutoverTables.create(source, ROLE);
            Path where = Files.createTempFile("culvert-benchmark", ".url");
            Files.writeString(where, source.url());
            Path hook = Files.createTempFile("culvert-benchmark", ".sh");
            Files.writeString(
                    hook,
                    """
                    set -e
                    printf %%s "$CULVERT_TO_URL" > %1$s.new
                    mv %1$s.new %1$s
                    psql -X -q -o /dev/null "$CULVERT_FROM_URL" -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                      WHERE usename = '%2$s' AND datname = current_database()"
                    """
                            .formatted(where, ROLE));
            try (Streaming migration =
                    Streaming.start(source, target, "{hooks: {switch: [sh, \"%s\"]}}".formatted(hook))) {
                List<DirectTurn> turns = new ArrayList<>();
                for (int round = 1; round <= rounds; round++) {
                    for (PostgresDatabase next : List.of(target, source)) {
                        PostgresDatabase before = next == target ? source : target;
                        turns.add(turn(
                                round,
                                next == target ? "cutover" : "rollback",
                                migration,
                                before,
                                next,
                                () -> url(read(where).equals(source.url()) ? source : target)));
                    }
                }
                return turns;
            } finally {
                Files.delete(where);
                Files.delete(hook);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DirectTurn turn(
            int round,
            String word,
            Streaming migration,
            PostgresDatabase oldSide,
            PostgresDatabase newSide,
            Supplier<String> clients) {
        int known = attempts.all().size();
        Certificate certificate;
        ProbeReport probes;
        try (Prober prober = Prober.start(Map.of("old", url(oldSide), "new", url(newSide)), attempts);
                CutoverLoad load = CutoverLoad.start(clients, PAUSE, attempts)) {
            load.awaitEveryClient();
            certificate = migration.turn();
            load.awaitEveryClient();
            probes = prober.report();
        }
        List<String> problems = new ArrayList<>(new CutoverCheck(newSide).problems(attempts));
        problems.addAll(probes.problems("old", "new"));
        if (!problems.isEmpty()) {
            throw new BenchmarkException("after the " + word + ": " + problems);
        }
        List<Attempt> made = attempts.all();
        List<Attempt> ofClients = made.subList(known, made.size()).stream()
                .filter(each -> !each.table().equals("probe"))
                .toList();
        return new DirectTurn(
                round,
                word,
                ofClients.stream().filter(each -> each.outcome() == Outcome.OK).count(),
                new TreeMap<>(ofClients.stream()
                        .filter(each -> each.outcome() != Outcome.OK)
                        .collect(Collectors.groupingBy(Attempt::sqlState, Collectors.counting()))),
                probes.longestGap(),
                certificate.writePause());
    }

    private static String url(PostgresDatabase database) {
        return database.as(ROLE).jdbcUrl() + "&socketTimeout=20";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
