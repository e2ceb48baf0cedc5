package dev.culvert.migration.traffic.hook;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.traffic.ClientAddress;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs of a definition. Each may be run several times for one step, and must do no harm then. */
public final class HookTraffic implements Traffic {
    private final String migration;
    private final CutoverDefinition.Hooks hooks;
    private final Function<Site.Role, String> urls;
    private final Consumer<String> lines;

    /**
     * @param migration its name
     * @param urls the address of a side, without a password
     * @param lines is given what the programs print, each with the step before it, from another thread
     */
    public HookTraffic(
            String migration, CutoverDefinition.Hooks hooks, Function<Site.Role, String> urls, Consumer<String> lines) {
        this.migration = migration;
        this.hooks = hooks;
        this.urls = urls;
        this.lines = lines;
    }

    /** Whether the programs are there; runs none. */
    @Override
    public List<Finding> check(Site.Role open, Duration longestPause) {
        return Stream.of(hooks.pause(), hooks.switchover(), hooks.resume())
                .filter(words -> !words.isEmpty())
                .map(words -> program(words.get(0)))
                .toList();
    }

    private static Finding program(String program) {
        Stream<Path> places = program.contains("/")
                ? Stream.of(Path.of(program))
                : Pattern.compile(File.pathSeparator)
                        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                        .map(directory -> Path.of(directory, program));
        boolean there = places.anyMatch(path -> Files.isExecutable(path) && !Files.isDirectory(path));
        return new Finding(
                ErrorCode.HOOK_FAILED,
                there ? Severity.PASSED : Severity.ERROR,
                "hook " + program,
                there ? "It is there." : "It is not there, or cannot be executed.",
                there ? "" : "Give its whole path, and let the user that Culvert runs as execute it.");
    }

    @Override
    public List<Finding> prepareProbe(Site.Role next) {
        return List.of();
    }

    @Override
    public List<Finding> probe(Site.Role next) {
        return List.of();
    }

    @Override
    public void pause(Site.Role next, Duration budget) {
        Duration limit = budget.compareTo(hooks.timeout()) < 0 ? budget : hooks.timeout();
        OptionalInt code;
        try {
            code = run("pause", hooks.pause(), direction(next), other(next), next, limit);
        } catch (CulvertException e) {
            resume(other(next));
            throw e;
        }
        if (code.isPresent() && code.getAsInt() != 0) {
            // what it did before it refused is undone by its counterpart
            resume(other(next));
            throw new CulvertException(
                    ErrorCode.HOOK_REFUSED,
                    "hook pause " + hooks.pause().get(0),
                    "It ended with exit code " + code.getAsInt() + ".",
                    Changed.NOTHING,
                    "What it printed is in the log; when it has nothing against it any more, repeat the command.");
        }
    }

    @Override
    public void switchTo(Site.Role next) {
        require("switch", hooks.switchover(), direction(next), other(next), next);
        require("resume", hooks.resume(), direction(next), other(next), next);
    }

    @Override
    public void resume(Site.Role open) {
        require("resume", hooks.resume(), "abort", other(open), open);
    }

    private void require(String step, List<String> words, String direction, Site.Role from, Site.Role to) {
        OptionalInt code = run(step, words, direction, from, to, hooks.timeout());
        if (code.isPresent() && code.getAsInt() != 0) {
            throw new CulvertException(
                    ErrorCode.HOOK_FAILED,
                    "hook " + step + " " + words.get(0),
                    "It ended with exit code " + code.getAsInt() + ".",
                    Changed.UNKNOWN,
                    "What it printed is in the log. Mend it, and repeat the command, which runs it again.");
        }
    }

    private OptionalInt run(
            String step, List<String> words, String direction, Site.Role from, Site.Role to, Duration limit) {
        if (words.isEmpty()) {
            return OptionalInt.of(0);
        }
        Map<String, String> environment = Map.of(
                "CULVERT_MIGRATION", migration,
                "CULVERT_STEP", step,
                "CULVERT_DIRECTION", direction,
                "CULVERT_FROM_URL", urls.apply(from),
                "CULVERT_TO_URL", urls.apply(to));
        try {
            OptionalInt code = new HookRun(words, environment, line -> lines.accept(step + ": " + line)).run(limit);
            if (code.isEmpty()) {
                throw failed(step, words, "It ran longer than " + limit.toMillis() + " ms and was ended.", null);
            }
            return code;
        } catch (IOException e) {
            throw failed(step, words, "It could not be started.", e);
        }
    }

    private CulvertException failed(String step, List<String> words, String fact, IOException cause) {
        return new CulvertException(
                ErrorCode.HOOK_FAILED,
                "hook " + step + " " + words.get(0),
                fact,
                Changed.UNKNOWN,
                "Mend it, and repeat the command, which runs it again.",
                cause);
    }

    private static String direction(Site.Role next) {
        return next == Site.Role.TARGET ? "forward" : "back";
    }

    private static Site.Role other(Site.Role side) {
        return side == Site.Role.SOURCE ? Site.Role.TARGET : Site.Role.SOURCE;
    }

    @Override
    public void restore() {
        // nothing of a program's is Culvert's to take away
    }

    @Override
    public void forget() {
        // nothing of a program's is Culvert's to take away
    }

    /** Where the clients of a program's traffic come from nobody knows. */
    @Override
    public Optional<Set<ClientAddress>> connections() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // each run has ended
    }
}
