package dev.culvert.schemas.definition;

import java.util.Arrays;
import java.util.Optional;

/** What a document defines: the value of its key {@code kind}. */
public enum Kind {
    PIPELINE("Pipeline", "definition", PipelineDefinition.class),
    MIGRATION("Migration", "definition-migration", MigrationDefinition.class),
    REPLICATION("Replication", "definition-replication", ReplicationDefinition.class);

    private final String word;
    private final String page;
    private final Class<? extends Definition> type;

    Kind(String word, String page, Class<? extends Definition> type) {
        this.word = word;
        this.page = page;
        this.type = type;
    }

    /** The kind that is written so, if there is one. */
    public static Optional<Kind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** As it is written. */
    public String word() {
        return word;
    }

    /** The page that lists all its keys, from the root of the repository. */
    public String page() {
        return "docs/" + page + ".md";
    }

    /** The file name of its JSON Schema. */
    public String schema() {
        return name().toLowerCase(java.util.Locale.ROOT) + ".schema.json";
    }

    /** The record that holds it. */
    public Class<? extends Definition> type() {
        return type;
    }

    /** As it is written. */
    @Override
    public String toString() {
        return word;
    }
}
