package dev.culvert.migration.harness;

import dev.culvert.migration.cutover.CutoverListener;
import dev.culvert.migration.cutover.CutoverStep;
import dev.culvert.testkit.cutover.Attempt.Outcome;
import dev.culvert.testkit.cutover.Attempts;
import dev.culvert.testkit.cutover.CutoverLoad;
import dev.culvert.testkit.cutover.HeldRead;
import dev.culvert.testkit.cutover.HeldWrite;
import dev.culvert.testkit.cutover.PreparedWrite;
import dev.culvert.testkit.cutover.ProbeReport;
import dev.culvert.testkit.cutover.Prober;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What goes on around one turn: the clients, the prober, a long read on each side, a direct writer that has written before the fence
 * and commits when all is over, and a lock on the new side that holds up what arrives there until the turn has waited for it a while.
 * Is told the turn's steps as its listener.
 */
public final class LoadedTurn implements CutoverListener, AutoCloseable {
    /** The side that closes, as the prober names it. */
    public static final String OLD = "old";

    public static final String NEW = "new";
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration LAG = Duration.ofMillis(200);

    private final PostgresDatabase oldSide;
    private final PostgresDatabase newSide;
    private final String role;
    private final Prober prober;
    private final CutoverLoad load;
    private final HeldRead oldRead;
    private final HeldRead newRead;
    private Optional<HeldWrite> held = Optional.empty();
    private Optional<HeldLock> lock = Optional.empty();

    private LoadedTurn(
            PostgresDatabase oldSide,
            PostgresDatabase newSide,
            String role,
            Supplier<String> clients,
            Attempts attempts) {
        this.oldSide = oldSide;
        this.newSide = newSide;
        this.role = role;
        this.prober = Prober.start(Map.of(OLD, url(oldSide, role), NEW, url(newSide, role)), attempts);
        this.load = CutoverLoad.start(clients, PAUSE, attempts);
        // not as the application: what ends its sessions is not for them
        this.oldRead = HeldRead.begin(oldSide.jdbcUrl(), attempts);
        this.newRead = HeldRead.begin(newSide.jdbcUrl(), attempts);
    }

    /** Returns when every client has written. */
    public static LoadedTurn start(
            PostgresDatabase oldSide,
            PostgresDatabase newSide,
            String role,
            Supplier<String> clients,
            Attempts attempts) {
        LoadedTurn loaded = new LoadedTurn(oldSide, newSide, role, clients, attempts);
        loaded.load.awaitEveryClient();
        return loaded;
    }

    /** For pgjdbc, directly. */
    public static String url(PostgresDatabase database, String role) {
        return database.as(role).jdbcUrl() + "&socketTimeout=20";
    }

    @Override
    public void begins(CutoverStep step) {
        if (step == CutoverStep.GUARD) {
            held = Optional.of(load.hold(url(oldSide, role)));
        } else if (step == CutoverStep.FENCE) {
            lock = Optional.of(HeldLock.take(newSide, "ledger"));
        } else if (step == CutoverStep.DRAIN) {
            lock.orElseThrow().releaseAfter(LAG);
        }
    }

    /** Returns when every client has written again; then the attempts are complete. */
    public void end() {
        lock.ifPresent(HeldLock::close);
        if (held.orElseThrow().commit() == Outcome.OK) {
            load.attempts().fault("a session that wrote before the fence committed after it");
        }
        awaitEveryClient();
        close();
    }

    /** A transaction of one more client, which nobody can end but by its name. */
    public PreparedWrite prepare() {
        return load.prepare();
    }

    /** Returns when every client has written from now on. */
    public void awaitEveryClient() {
        load.awaitEveryClient();
    }

    /** What the prober saw. */
    public ProbeReport probes() {
        return prober.report();
    }

    @Override
    public void close() {
        lock.ifPresent(HeldLock::close);
        load.close();
        prober.close();
        held.ifPresent(HeldWrite::close);
        oldRead.close();
        newRead.close();
    }
}
