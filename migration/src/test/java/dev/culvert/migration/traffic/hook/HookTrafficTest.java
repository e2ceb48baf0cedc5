package dev.culvert.migration.traffic.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.culvert.migration.site.Site.Role;
import dev.culvert.migration.traffic.CombinedTraffic;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookTrafficTest {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final String TELL =
            "echo $CULVERT_MIGRATION $CULVERT_STEP $CULVERT_DIRECTION $CULVERT_FROM_URL $CULVERT_TO_URL";

    @TempDir
    Path directory;

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Test
    void tellsThePrograms() {
        Traffic traffic = traffic(sh(TELL), sh(TELL), sh(TELL));

        traffic.pause(Role.TARGET, PAUSE);
        traffic.switchTo(Role.TARGET);
        traffic.pause(Role.SOURCE, PAUSE);
        traffic.resume(Role.TARGET);

        assertThat(lines)
                .containsExactly(
                        "pause: shop pause forward url/source url/target",
                        "switch: shop switch forward url/source url/target",
                        "resume: shop resume forward url/source url/target",
                        "pause: shop pause back url/target url/source",
                        "resume: shop resume abort url/source url/target");
    }

    @Test
    void mayRefuseBeforeAnythingIsClosed() {
        Traffic traffic = traffic(sh("exit 3"), List.of(), sh(TELL));

        assertFails(() -> traffic.pause(Role.TARGET, PAUSE), ErrorCode.HOOK_REFUSED, "exit code 3");
        assertThat(lines).singleElement().asString().contains("resume abort");
    }

    @Test
    void anErrorAfterTheDecisionIsNoRefusal() {
        assertFails(
                () -> traffic(List.of(), sh("exit 4"), List.of()).switchTo(Role.TARGET),
                ErrorCode.HOOK_FAILED,
                "exit code 4");
        assertFails(
                () -> traffic(List.of(), List.of("/nonexistent/program"), List.of())
                        .switchTo(Role.TARGET),
                ErrorCode.HOOK_FAILED,
                "could not be started");
    }

    @Test
    void endsAProgramWithAllThatItStarted() throws IOException {
        Path pid = directory.resolve("pid");
        Traffic traffic = traffic(sh("sleep 600 & echo $! > " + pid + "; wait"), List.of(), List.of());

        assertFails(
                () -> traffic.pause(Role.TARGET, Duration.ofMillis(500)), ErrorCode.HOOK_FAILED, "longer than 500 ms");
        long child = Long.parseLong(Files.readString(pid).strip());
        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aShellIsNotInvolved() {
        traffic(List.of("echo", "$CULVERT_STEP; * 'x'"), List.of(), List.of()).pause(Role.TARGET, PAUSE);

        assertThat(lines).containsExactly("pause: $CULVERT_STEP; * 'x'");
    }

    @Test
    void whatWasHeldIsLetGoWhenAnotherRefuses() {
        Traffic first = traffic(sh("echo held"), List.of(), sh("echo let go"));
        Traffic second = traffic(sh("exit 1"), List.of(), List.of());

        assertFails(
                () -> new CombinedTraffic(List.of(first, second)).pause(Role.TARGET, PAUSE),
                ErrorCode.HOOK_REFUSED,
                "exit code 1");
        assertThat(lines).containsExactly("pause: held", "resume: let go");
    }

    @Test
    void checksThatProgramsAreThere() {
        assertThat(traffic(sh("true"), List.of("/nonexistent/program"), List.of("nonexistent-program"))
                        .check(Role.SOURCE, PAUSE))
                .extracting(Finding::severity)
                .containsExactly(Severity.PASSED, Severity.ERROR, Severity.ERROR);
    }

    private static void assertFails(Runnable action, ErrorCode code, String fact) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(CulvertException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.fact()).contains(fact);
        });
    }

    private static List<String> sh(String script) {
        return List.of("sh", "-c", script);
    }

    private Traffic traffic(List<String> pause, List<String> switchover, List<String> resume) {
        return new HookTraffic(
                "shop",
                new CutoverDefinition.Hooks(pause, switchover, resume, Duration.ofSeconds(10)),
                side -> "url/" + side,
                lines::add);
    }
}
