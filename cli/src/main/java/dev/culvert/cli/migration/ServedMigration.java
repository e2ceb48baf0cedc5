package dev.culvert.cli.migration;

import dev.culvert.cli.command.Terminal;
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
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A migration over HTTP. Both servers are asked when somebody asks this one, and not more often than once a second however many
 * ask. Safe for several threads.
 */
final class ServedMigration implements Served {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final StatusReader reader;
    private final String name;
    private Optional<MigrationStatus> last = Optional.empty();
    private long readAt;

    ServedMigration(MigrationDefinition definition) {
        this(new StatusReader(Sites.of(definition), definition.name(), Clock.systemUTC()), definition.name());
    }

    ServedMigration(StatusReader reader, String name) {
        this.reader = reader;
        this.name = name;
    }

    /** Begins, if it is asked for. */
    Optional<StatusServer> serve(Optional<HttpOptions> where, Terminal terminal) {
        Optional<StatusServer> server = where.map(options -> StatusServer.start(options, this));
        server.ifPresent(each -> terminal.message("serving " + each.address()));
        return server;
    }

    /** No older than a second. */
    synchronized MigrationStatus read() {
        if (last.isEmpty() || System.nanoTime() - readAt > FRESH_NANOS) {
            last = Optional.of(reader.read());
            readAt = System.nanoTime();
        }
        return last.get();
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
        MigrationStatus status = read();
        return status.state() == MigrationState.FAILED || status.state() == MigrationState.UNKNOWN
                ? Answer.no(status.why())
                : status.waitingFor().map(Answer::no).orElseGet(Answer::yes);
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
