package dev.culvert.migration.cutover;

import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.migration.watchdog.WatchdogProcess;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A cutover in a process of its own that meets its fate at a step. Arguments: the definition, {@code cutover} or {@code rollback}, the
 * step, {@code before} or {@code after}, and the signal that it sends itself there.
 */
public final class CutoverProcess {
    private CutoverProcess() {}

    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        CutoverStep fate = CutoverStep.valueOf(arguments[2]);
        boolean before = arguments[3].equals("before");
        String signal = arguments[4];
        MigrationDefinition definition = (MigrationDefinition) DefinitionReader.read(file);
        CutoverListener listener = new CutoverListener() {
            @Override
            public void begins(CutoverStep step) {
                if (before && step == fate) {
                    meet(signal, step);
                }
            }

            @Override
            public void ended(CutoverStep step) {
                if (!before && step == fate) {
                    meet(signal, step);
                }
            }
        };
        Turns turns = new Turns(
                definition,
                () -> DefinedTraffic.of(
                        definition.metadata().name(),
                        Sites.of(definition),
                        definition.cutover().traffic(),
                        line -> {}),
                () -> WatchdogProcess.start(file),
                listener,
                "pid " + ProcessHandle.current().pid());
        try {
            Certificate certificate = arguments[1].equals("cutover")
                    ? turns.cutover(CutoverOptions.REAL)
                    : turns.rollback(CutoverOptions.REAL);
            System.out.println("DONE " + certificate.outcome() + " "
                    + certificate.writePause().toMillis() + " ms");
        } catch (CulvertException e) {
            System.out.println("FAILED " + e.code().code() + " " + e.object() + ": " + e.fact());
        }
        System.out.flush();
    }

    private static void meet(String signal, CutoverStep step) {
        System.out.println("FATE " + step);
        System.out.flush();
        try {
            new ProcessBuilder(
                            "kill",
                            "-" + signal,
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
