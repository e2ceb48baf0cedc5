package dev.culvert.cli.migration;

import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.http.Fresh;
import dev.culvert.cli.http.WatchedStatus;
import dev.culvert.cli.output.RecordJson;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.status.MigrationStatus;
import dev.culvert.migration.status.StatusReader;
import dev.culvert.runtime.http.HttpOptions;
import dev.culvert.runtime.http.Served;
import dev.culvert.runtime.http.StatusServer;
import dev.culvert.schemas.definition.MigrationDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/**
 * A migration over HTTP. Both servers are asked when somebody asks this one, and not more often than once a second however many
 * ask. Safe for several threads.
 */
final class ServedMigration implements Served {
    private final Fresh<MigrationStatus> status;
    private final String name;

    ServedMigration(MigrationDefinition definition) {
        this(new StatusReader(Sites.of(definition), definition.name(), Clock.systemUTC()), definition.name());
    }

    ServedMigration(StatusReader reader, String name) {
        this.status = new Fresh<>(reader::read);
        this.name = name;
    }

    /** Begins, if it is asked for. */
    Optional<StatusServer> serve(Optional<HttpOptions> where, Terminal terminal) {
        return WatchedStatus.serve(where, this, terminal);
    }

    /** No older than a second. */
    MigrationStatus read() {
        return status.get();
    }

    @Override
    public String kind() {
        return "migration";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String phase() {
        return read().state().name().toLowerCase(Locale.ROOT);
    }

    /** It answers; a restart of this process mends neither server. */
    @Override
    public Answer alive() {
        return Answer.yes();
    }

    /** Whether nobody has to do something for it to go on. */
    @Override
    public Answer ready() {
        MigrationStatus now = read();
        return now.state() == MigrationState.FAILED || now.state() == MigrationState.UNKNOWN
                ? Answer.no(now.why())
                : now.waitingFor().map(Answer::no).orElseGet(Answer::yes);
    }

    @Override
    public byte[] status() {
        return RecordJson.of(read()).toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String metrics() {
        return MigrationMetrics.of(read());
    }

    @Override
    public boolean hasPage() {
        return false;
    }

    @Override
    public void close() {
        // it holds nothing between two questions
    }
}
