package dev.culvert.benchmarks.cutover;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.cutover.CutoverListener;
import dev.culvert.migration.cutover.CutoverOptions;
import dev.culvert.migration.cutover.Turns;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.schema.SchemaCopy;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Canceller;
import dev.culvert.migration.start.StartResult;
import dev.culvert.migration.start.Starter;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.migration.verify.TokenSettling;
import dev.culvert.migration.verify.Verifier;
import dev.culvert.migration.verify.VerifyOptions;
import dev.culvert.migration.verify.VerifyReport;
import dev.culvert.migration.watchdog.WatchdogProcess;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A migration that was started and verified as its commands do it, and is turned as often as one likes. */
final class Streaming implements AutoCloseable {
    private static final int PARALLELISM = 2;
    private static final Duration BETWEEN = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path file;
    private final MigrationDefinition definition;
    private final Sites sites;

    private Streaming(Path file) {
        this.file = file;
        this.definition = (MigrationDefinition) DefinitionReader.read(file);
        this.sites = Sites.of(definition);
    }

    /**
     * @param target without any table
     * @param traffic what stands under {@code cutover.traffic}, in braces
     */
    static Streaming start(PostgresDatabase source, PostgresDatabase target, String traffic) {
        Streaming streaming = new Streaming(write(
                """
                apiVersion: culvert/v1
                kind: Migration
                metadata: {name: bench}
                source: {postgres: {url: "%s"}}
                target: {postgres: {url: "%s"}}
                cutover: {traffic: %s}
                """
                        .formatted(source.url(), target.url(), traffic)));
        streaming.start();
        streaming.verify();
        return streaming;
    }

    private static Path write(String yaml) {
        try {
            Path file = Files.createTempFile("culvert-benchmark", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start() {
        try (SchemaCopy schema = new SchemaCopy(sites, definition.name(), PARALLELISM)) {
            StartResult result = new Starter(sites, definition, schema, any -> {}, "benchmark").start();
            if (result != StartResult.STREAMING) {
                throw new BenchmarkException("the start ended as " + result);
            }
        }
    }

    private void verify() {
        Site publisher = sites.source();
        VerifyOptions usual = VerifyOptions.DEFAULT;
        VerifyReport report = new Verifier(
                        definition.name(),
                        publisher,
                        sites.other(publisher),
                        definition.tables(),
                        new TokenSettling(sites, definition.name(), publisher, PATIENCE),
                        new VerifyOptions(
                                PARALLELISM, usual.chunkRows(), usual.pause(), usual.rounds(), usual.listed()))
                .run(Duration.ofHours(1));
        report.requireEqual();
        try (Session target = sites.target().open("verify")) {
            new Journal(target, definition.name(), "benchmark").verified(report.began());
        }
    }

    private Turns turns() {
        return new Turns(
                definition,
                () -> DefinedTraffic.of(
                        definition.name(), sites, definition.cutover().traffic(), line -> {}),
                () -> WatchdogProcess.start(file),
                CutoverListener.NONE,
                "benchmark");
    }

    /** The next turn, when it may be made. */
    Certificate turn() {
        Turns turns = turns();
        boolean forward = turns.standing().open().orElseThrow() == Site.Role.SOURCE;
        MigrationState.Verb verb = forward ? MigrationState.Verb.CUTOVER : MigrationState.Verb.ROLLBACK;
        Deadline.after(PATIENCE)
                .require(() -> turns.standing().state().allows(verb), () -> "a state that allows " + verb);
        return make(turns, forward);
    }

    /** A gate that is closed for a moment, such as by a worker that is just starting, is tried again, as an operator would. */
    private static Certificate make(Turns turns, boolean forward) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return forward ? turns.cutover(CutoverOptions.REAL) : turns.rollback(CutoverOptions.REAL);
            } catch (CulvertException e) {
                boolean passes = e.code() == ErrorCode.CUTOVER_GATE || e.code() == ErrorCode.MIGRATION_BUSY;
                if (!passes || System.nanoTime() - deadline >= 0) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        }
    }

    /** Goes back to the source first, if the target is open. */
    @Override
    public void close() {
        if (turns().standing().open().equals(Optional.of(Site.Role.TARGET))) {
            turn();
        }
        new Canceller(sites, definition.name()).cancel(Duration.ofMinutes(1));
    }
}
