package dev.culvert.schemas.position;

import java.util.Comparator;

/**
 * A schema that records were written with. They carry its id and nothing else, so the id must stand for it as long as they are there.
 *
 * @param subject the registry's name for the topic's keys or values
 * @param id the registry's id of the schema
 * @param fingerprint of the schema: names, types and logical types
 */
public record WrittenSchema(String subject, int id, String fingerprint) implements Comparable<WrittenSchema> {
    private static final Comparator<WrittenSchema> ORDER =
            Comparator.comparing(WrittenSchema::subject).thenComparing(WrittenSchema::id);

    @Override
    public int compareTo(WrittenSchema other) {
        return ORDER.compare(this, other);
    }
}
