package dev.culvert.migration.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.harness.ReadyMigration;
import dev.culvert.migration.turn.Turn;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** I9: the last word of a watchdog's maker counts, also if it comes while the watchdog tries in vain to end the turn. */
class WatchdogIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private ReadyMigration migration;
    private JavaProcess maker;
    private ProcessHandle watchdog;

    /** Its maker's pause is over, and the source tells nobody whether it is decided. */
    @BeforeEach
    void triesInVain() {
        migration = ReadyMigration.start(
                PostgresServer.shared(15),
                PostgresServer.shared(18),
                "{maxWritePause: 5s}",
                "CREATE TABLE t (id bigserial PRIMARY KEY, v text)");
        migration
                .target()
                .execute("UPDATE culvert.migration SET mark = '"
                        + Turn.of(migration.name(), migration.sites(), 1).deciding() + "' WHERE name = '"
                        + migration.name()
                        + "'");
        maker = JavaProcess.of(WatchdogMaker.class).start(migration.file().toString(), Long.toString(epoch()));
        String pid = maker.out().waitFor(line -> line.startsWith("WATCHDOG "), LIMIT);
        watchdog = ProcessHandle.of(Long.parseLong(pid.substring("WATCHDOG ".length())))
                .orElseThrow();
        sourceAnswers(false);
        awaitAttempts(2);
    }

    @AfterEach
    void close() {
        watchdog.destroyForcibly();
        maker.close();
        sourceAnswers(true);
        migration.close();
    }

    @Test
    void whatItsMakerHasSettledIsNotSettledAgain() {
        maker.signal("TERM");
        awaitItsEnd();
    }

    @Test
    void itEndsTheTurnOfAMakerThatIsGoneAndThenItself() {
        maker.kill();
        awaitAttempts(2);
        assertThat(watchdog.isAlive()).isTrue();
        sourceAnswers(true);
        awaitItsEnd();
        migration.source().execute("INSERT INTO t (v) VALUES ('open')");
    }

    private void awaitItsEnd() {
        Awaitility.await().atMost(LIMIT).until(() -> !watchdog.isAlive());
    }

    /** From now on; each of them begins an epoch, which the target counts. */
    private void awaitAttempts(int number) {
        long before = epoch();
        Awaitility.await().atMost(LIMIT).until(() -> epoch() >= before + number);
    }

    private long epoch() {
        return migration.target().number("SELECT epoch FROM culvert.migration WHERE name = ?", migration.name());
    }

    private void sourceAnswers(boolean answers) {
        PostgresServer.shared(15)
                .maintenance()
                .execute("ALTER DATABASE " + migration.source().name() + " ALLOW_CONNECTIONS " + answers);
    }
}
