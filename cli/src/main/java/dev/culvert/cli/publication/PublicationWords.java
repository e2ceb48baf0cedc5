package dev.culvert.cli.publication;

import dev.culvert.postgres.publication.Publication;
import java.util.ArrayList;
import java.util.List;

/** Publications in words. */
final class PublicationWords {
    private PublicationWords() {}

    static String tables(Publication publication) {
        if (publication.allTables()) {
            return "all";
        }
        String named = String.valueOf(publication.tables().size());
        return publication.schemas().isEmpty()
                ? named
                : named + ", schemas " + String.join(", ", publication.schemas());
    }

    static List<String> lines(Publication publication) {
        List<String> lines = new ArrayList<>();
        lines.add("publication  " + publication.name());
        lines.add("owner        " + publication.owner());
        lines.add("publishes    " + publication.operations());
        lines.add("via root     " + (publication.viaRoot() ? "yes" : "no"));
        lines.add("tables       " + tables(publication));
        for (Publication.Table table : publication.tables()) {
            lines.add("  " + table.id()
                    + table.columns()
                            .map(columns -> " (" + String.join(", ", columns) + ")")
                            .orElse("")
                    + table.filter().map(filter -> " WHERE " + filter).orElse(""));
        }
        return lines;
    }
}
