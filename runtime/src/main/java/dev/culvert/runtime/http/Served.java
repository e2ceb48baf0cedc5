package dev.culvert.runtime.http;

import java.util.List;
import java.util.Optional;

/** What {@link StatusServer} tells of. Asked by several threads; closed with the server. */
public interface Served extends AutoCloseable {

    /**
     * A probe's answer.
     *
     * @param reason why not, for people, or what is waited for
     */
    record Answer(boolean ok, Optional<String> reason) {
        public static Answer yes() {
            return yes(Optional.empty());
        }

        /** It is, and waits for something. */
        public static Answer yes(Optional<String> waitingFor) {
            return new Answer(true, waitingFor);
        }

        public static Answer no(String reason) {
            return new Answer(false, Optional.of(reason));
        }
    }

    /** What it is, such as {@code pipeline}: the key of its name in the answers to probes. */
    String kind();

    String name();

    /** In lower case, such as {@code streaming}. */
    String phase();

    /** Whether a restart would mend nothing. */
    Answer alive();

    /** Whether it does its work. */
    Answer ready();

    /** One JSON object in UTF-8; no row and no secret is in it (I12). */
    byte[] status();

    /** In Prometheus' text format. */
    String metrics();

    /** Several of which it consists, each told by its name; empty if it is one. */
    default List<Served> parts() {
        return List.of();
    }

    /** Whether the page for people can show its status. */
    boolean hasPage();

    @Override
    void close();
}
