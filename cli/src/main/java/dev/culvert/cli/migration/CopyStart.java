package dev.culvert.cli.migration;

import dev.culvert.cli.command.StopOnSignal;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.progress.StartProgressText;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.schema.SchemaCopy;
import dev.culvert.migration.schema.SchemaNote;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.StartResult;
import dev.culvert.migration.start.Starter;
import dev.culvert.schemas.definition.MigrationDefinition;
import java.util.List;

/** Copies and follows, from wherever an earlier start was interrupted. SIGTERM and Ctrl-C end it between two parts. */
final class CopyStart {
    private final MigrationDefinition definition;
    private final Terminal terminal;

    CopyStart(MigrationDefinition definition, Terminal terminal) {
        this.definition = definition;
        this.terminal = terminal;
    }

    /**
     * How it ended.
     *
     * @param notes what is not on the target as it is on the source, as {@code object: fact}
     */
    record Done(StartResult result, List<String> notes) {
        Done {
            notes = List.copyOf(notes);
        }

        /** For people. */
        String words() {
            return switch (result) {
                case STREAMING -> "every table is copied and follows the source";
                case STREAMING_PASSWORD_LOGGED ->
                    "every table is copied and follows the source; the target's server may have logged the source's"
                            + " password: look at its log, and change the password";
                case STOPPED -> "stopped; what is copied stays";
            };
        }
    }

    /** @throws dev.culvert.schemas.error.CulvertException as {@link Lease#take} and {@link Starter#start} */
    Done run() {
        Sites sites = Sites.of(definition);
        try (Lease lease = Lease.take(sites, definition.name());
                SchemaCopy schema = new SchemaCopy(
                        sites, definition.name(), definition.copy().parallelism())) {
            lease.check();
            Starter starter =
                    new Starter(sites, definition, schema, new StartProgressText(terminal), MigrationSubcommand.who());
            StopOnSignal signal = StopOnSignal.install(starter::stop);
            terminal.whenPrinted(signal::finished);
            StartResult result = starter.start();
            return new Done(
                    result, schema.notes().stream().map(CopyStart::words).toList());
        }
    }

    private static String words(SchemaNote note) {
        return note.object() + ": " + note.fact();
    }
}
