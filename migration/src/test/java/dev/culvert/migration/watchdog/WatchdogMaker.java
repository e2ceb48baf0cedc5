package dev.culvert.migration.watchdog;

import dev.culvert.migration.site.Sites;
import dev.culvert.migration.turn.Turn;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A process that starts a watchdog for a pause of turn 1 and then does nothing more. When it is asked to end it says its last word, as
 * a cutover that has ended its turn itself; when it is killed it says nothing. Arguments: the definition, and the turn's
 * epoch.
 */
public final class WatchdogMaker {
    private static final Duration ALLOWED = Duration.ofSeconds(1);

    private WatchdogMaker() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path file = Path.of(arguments[0]);
        MigrationDefinition definition = (MigrationDefinition) DefinitionReader.read(file);
        WatchdogProcess watchdog = WatchdogProcess.start(file);
        Runtime.getRuntime().addShutdownHook(new Thread(watchdog::close));
        watchdog.pausing(Turn.of(definition.name(), Sites.of(definition), 1), Long.parseLong(arguments[1]), ALLOWED);
        System.out.println("WATCHDOG " + watchdog.handle().pid());
        System.out.flush();
        new CountDownLatch(1).await();
    }
}
