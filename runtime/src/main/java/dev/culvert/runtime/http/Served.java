package dev.culvert.runtime.http;

import java.util.Optional;

/** What {@link StatusServer} tells of. Asked by several threads; closed with the server. */
public interface Served extends AutoCloseable {

    /**
     * A probe's answer.
     *
     * @param reason why not, for people; empty if it is
     */
    record Answer(boolean ok, Optional<String> reason) {
        public static Answer yes() {
            return new Answer(true, Optional.empty());
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

    /** Whether the page for people can show its status. */
    boolean hasPage();

    @Override
    void close();
}
