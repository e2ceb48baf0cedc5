package dev.culvert.migration.schema;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of a program of PostgreSQL's. */
final class ToolRun {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
    private static final Pattern MESSAGE = Pattern.compile("(?m)^\\S+: (?:error: |fatal: )?(.+)$");

    private ToolRun() {}

    /**
     * Runs it to its end; an interrupt ends it.
     *
     * @param words program and arguments; no secret is among them (I12)
     * @param variables for libpq; no other variable of its is handed on
     * @param directory for what it says
     * @throws CulvertException {@link ErrorCode#DUMP_FAILED} with the first line of its errors
     */
    static void run(List<String> words, Map<String, String> variables, Path directory) {
        Path errors = directory.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(variables);
        builder.environment().put("LC_ALL", "C");
        String program = Path.of(words.get(0)).getFileName().toString();
        try {
            int exit = await(builder.start());
            if (exit != 0) {
                throw failed(program, "It ended with exit code " + exit + ": " + message(errors) + ".");
            }
        } catch (IOException e) {
            throw failed(program, "It could not be run: " + e.getMessage() + ".");
        }
    }

    private static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("pg_dump", "It was interrupted.");
        } finally {
            process.destroy();
        }
    }

    /** The first line says what; later ones may quote a query or values (I12). */
    private static String message(Path errors) throws IOException {
        String text = new String(Files.readAllBytes(errors), StandardCharsets.UTF_8);
        Matcher lines = MESSAGE.matcher(text);
        String first = "it said nothing";
        while (lines.find()) {
            first = lines.group(1);
            if (text.substring(lines.start(), lines.end()).contains("error:")) {
                break;
            }
        }
        return first.length() > 300 ? first.substring(0, 300) + "..." : first;
    }

    private static CulvertException failed(String program, String fact) {
        return new CulvertException(
                ErrorCode.DUMP_FAILED,
                program,
                fact,
                Changed.NOTHING,
                "culvert doctor names a privilege that is missing; then repeat the command.");
    }

    /** The major version that {@code program --version} prints; empty for something that is no program of PostgreSQL's. */
    static Optional<Integer> majorOf(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            process.destroyForcibly();
            Matcher version = VERSION.matcher(text);
            return ended && version.find() ? Optional.of(Integer.parseInt(version.group(1))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
