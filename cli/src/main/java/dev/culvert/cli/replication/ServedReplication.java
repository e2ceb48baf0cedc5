package dev.culvert.cli.replication;

import dev.culvert.cli.http.Fresh;
import dev.culvert.cli.output.RecordJson;
import dev.culvert.migration.replication.ReplicationState;
import dev.culvert.migration.replication.ReplicationStatus;
import dev.culvert.migration.replication.ReplicationStatusReader;
import dev.culvert.migration.site.Sites;
import dev.culvert.runtime.http.Served;
import dev.culvert.schemas.definition.ReplicationDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A replication over HTTP. Both servers are asked when somebody asks this one. Safe for several threads. */
public final class ServedReplication implements Served {
    private static final Set<ReplicationState> WELL = EnumSet.of(ReplicationState.COPYING, ReplicationState.STREAMING);

    private final Fresh<ReplicationStatus> status;
    private final String name;

    public ServedReplication(ReplicationDefinition definition) {
        ReplicationStatusReader reader =
                new ReplicationStatusReader(Sites.of(definition), definition.name(), Clock.systemUTC());
        this.status = new Fresh<>(reader::read);
        this.name = definition.name();
    }

    /** No older than a second. */
    ReplicationStatus read() {
        return status.get();
    }

    @Override
    public String kind() {
        return "replication";
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
        ReplicationStatus now = read();
        return WELL.contains(now.state())
                ? now.waitingFor().map(Answer::no).orElseGet(Answer::yes)
                : Answer.no(now.why());
    }

    @Override
    public byte[] status() {
        return RecordJson.of(read()).toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String metrics() {
        return ReplicationMetrics.of(read());
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
