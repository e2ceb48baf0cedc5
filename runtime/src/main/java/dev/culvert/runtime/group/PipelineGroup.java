package dev.culvert.runtime.group;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.start.TopicClaims;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.CulvertException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pipelines side by side, each on a thread of its own and with connections, producer and back-off of its own. One that a
 * person must look at ends alone; the others go on. Used once: {@link #run}.
 */
public final class PipelineGroup {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineGroup.class);

    private final List<GroupMember> members;

    /**
     * @param definitions with addresses; of several, {@link Collisions} has nothing to say
     * @param options of each of them. Of several that run until they are told to stop, each waits out from its first try on what
     *     may pass: nobody would start it again while the others run
     */
    public PipelineGroup(List<PipelineDefinition> definitions, RunOptions options, Clock clock) {
        boolean patient = definitions.size() > 1 && options.until() instanceof RunOptions.Until.Stopped;
        RunOptions each = patient ? options.retryForever(true) : options;
        TopicClaims topics = new TopicClaims();
        this.members = definitions.stream()
                .map(definition -> new GroupMember(definition, each, topics, clock))
                .toList();
    }

    /** What each of them shows, in the order of the definitions. */
    public List<StatusView> views() {
        return members.stream().map(GroupMember::view).toList();
    }

    /**
     * Returns when all have ended.
     *
     * @return why, of each: empty where it was told to, or has reached its end
     */
    public List<Optional<CulvertException>> run() {
        members.forEach(member -> member.start(() -> told(member)));
        members.forEach(GroupMember::join);
        return members.stream().map(GroupMember::failure).toList();
    }

    private void told(GroupMember member) {
        long others = members.stream()
                .filter(other -> other != member && !other.hasEnded())
                .count();
        if (others > 0) {
            member.failure()
                    .ifPresent(e -> LOG.error(
                            "the pipeline has stopped, and {} others go on: {} {}: {} {}",
                            others,
                            e.code().code(),
                            e.object(),
                            e.fact(),
                            e.remedy()));
        }
    }

    /** Makes {@link #run} return soon, each at a clean boundary. From any thread. */
    public void stop() {
        members.forEach(GroupMember::stop);
    }
}
